import { Schema, type Connection } from 'mongoose';
import { problems } from '../domain/problem.ts';
import { normalEmail, type StaffAccount, type StaffStore } from '../domain/staff.ts';
import { changeDocument } from './changeDocument.ts';
import { isDuplicateKey } from './duplicateKey.ts';
import { effectsField, effectsOf, withEffects } from './effects.ts';

type StoredAccount = Omit<StaffAccount, 'id'> & { _id: string; revision: number };

const text = { type: String, required: true } as const;

const accountSchema = withEffects(
  new Schema(
    {
      _id: text,
      revision: { type: Number, required: true },
      email: text,
      name: text,
      grants: {
        type: [new Schema({ role: text, unit: text }, { _id: false, strict: 'throw' })],
        required: true,
      },
      isActive: { type: Boolean, required: true },
      passwordHash: String,
      invitation: new Schema(
        { tokenHash: text, expiresAt: { type: Date, required: true } },
        { _id: false, strict: 'throw' },
      ),
      ...effectsField,
    },
    { collection: 'staff', strict: 'throw', versionKey: false },
  ),
);
accountSchema.index({ email: 1 }, { unique: true });
accountSchema.index({ 'invitation.tokenHash': 1 }, { sparse: true });

/** Members of staff. Hundreds at most, so the list is not paged. */
export function createStaffStore(connection: Connection): StaffStore {
  const Model = connection.model('Staff', accountSchema);
  const findBy = async (filter: Record<string, string>) => {
    const stored = await Model.findOne(filter).lean<StoredAccount | null>();
    return stored === null ? undefined : asAccount(stored);
  };

  return {
    findAccount: (id) => findBy({ _id: id }),
    findAccountByEmail: (email) => findBy({ email: normalEmail(email) }),
    findAccountByInvitation: (tokenHash) => findBy({ 'invitation.tokenHash': tokenHash }),

    async listAccounts() {
      const stored = await Model.find({}).sort({ name: 1, _id: 1 }).lean<StoredAccount[]>();
      return stored.map(asAccount);
    },

    async insertAccount({ id, email, grants, ...fields }, effects) {
      try {
        await Model.create({
          _id: id,
          revision: 1,
          email: normalEmail(email),
          grants: [...grants],
          ...fields,
          ...effectsOf(effects),
        });
      } catch (error) {
        if (isDuplicateKey(error)) throw problems.staffExists();
        throw error;
      }
    },

    changeAccount: (id, decide) =>
      changeDocument<StoredAccount, StaffAccount>(Model, id, {
        read: asAccount,
        write: ({ id: _id, ...fields }) => fields,
        optional: ['passwordHash', 'invitation'],
        missing: () => problems.staffMissing(id),
        decide,
      }),
  };
}

function asAccount({
  _id,
  email,
  name,
  grants,
  isActive,
  passwordHash,
  invitation,
}: StoredAccount): StaffAccount {
  return {
    id: _id,
    email,
    name,
    grants: grants.map(({ role, unit }) => ({ role, unit })),
    isActive,
    ...(passwordHash === undefined ? {} : { passwordHash }),
    ...(invitation === undefined
      ? {}
      : { invitation: { tokenHash: invitation.tokenHash, expiresAt: invitation.expiresAt } }),
  };
}
