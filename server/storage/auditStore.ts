import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { Schema, trusted, type Connection } from 'mongoose';
import type {
  AuditEntry,
  AuditLog,
  AuditReader,
  AuditVerifier,
  ChainedEntry,
  ChainFault,
} from '../domain/audit.ts';
import { isDuplicateKey } from './duplicateKey.ts';
import { fromStore } from './outage.ts';

interface StoredEntry {
  /** 1, 2, 3, …: unique, so that two processes cannot both follow the same entry. */
  _id: number;
  key: string;
  /** The unit is copied out of the content to be searched. */
  unit: string;
  /** JSON text of the entry. Absent: erased on request; the chain holds without it. */
  content?: string;
  /** HMAC of the content: says whether it was edited, and nothing about what it was. */
  contentMac: string;
  /** Hash over sequence, key, MAC and the hash before. */
  hash: string;
}

const text = { type: String, required: true } as const;

const entrySchema = new Schema(
  {
    _id: { type: Number, required: true },
    key: text,
    unit: text,
    content: String,
    contentMac: text,
    hash: text,
  },
  { collection: 'audit', strict: 'throw', versionKey: false },
);
entrySchema.index({ key: 1 }, { unique: true });
entrySchema.index({ unit: 1, _id: -1 });

/** How far the chain has come, under its own MAC: shows when its newest entries are cut off. */
const headSchema = new Schema(
  { _id: text, sequence: { type: Number, required: true }, mac: text },
  { collection: 'auditHeads', strict: 'throw', versionKey: false },
);

/** What stands before the first entry. */
const GENESIS = '0'.repeat(64);

/** Appending is repeated while other processes are faster; never so long that a caller waits for ever. */
const ATTEMPTS = 50;

/**
 * The audit log: entries chained by hash (design, section 9).
 *
 * Whoever edits or removes an entry in the database must recompute every later
 * hash, and cannot make the MACs without the key. Cutting off the end shows as
 * long as the head document is not rolled back together with its MAC.
 */
export function createAuditStore(
  connection: Connection,
  secret: string,
): AuditLog & AuditReader & AuditVerifier {
  const Entry = connection.model('AuditEntry', entrySchema);
  const Head = connection.model('AuditHead', headSchema);
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'audit', 32));
  const mac = (input: string) => createHmac('sha256', key).update(input).digest('hex');
  const headMac = (sequence: number) => mac(`head\n${sequence}`);
  const contentMacOf = (entryKey: string, unit: string, content: string) =>
    mac(`${entryKey}\n${unit}\n${content}`);

  async function moveHead(sequence: number): Promise<void> {
    const next = { sequence, mac: headMac(sequence) };
    const { matchedCount } = await Head.updateOne(
      { _id: 'head', sequence: trusted({ $lt: sequence }) },
      { $set: next },
    );
    if (matchedCount > 0) return;
    try {
      // Refused when there is a head, which is then further on than ours.
      await Head.create({ _id: 'head', ...next });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async function appendNext(entry: AuditEntry): Promise<void> {
    const content = contentOf(entry);
    const contentMac = contentMacOf(entry.key, entry.unit, content);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if ((await Entry.findOne({ key: entry.key }, { _id: 1 }).lean()) !== null) return;
      const last = await Entry.findOne({}, { hash: 1 })
        .sort({ _id: -1 })
        .lean<Pick<StoredEntry, '_id' | 'hash'> | null>();
      const sequence = (last?._id ?? 0) + 1;
      const hash = hashOf(last?.hash ?? GENESIS, sequence, entry.key, contentMac);
      try {
        await Entry.create({ _id: sequence, key: entry.key, unit: entry.unit, content, contentMac, hash });
      } catch (error) {
        // Another process has taken this number, or has carried out the same effect.
        if (isDuplicateKey(error)) continue;
        throw error;
      }
      await moveHead(sequence);
      return;
    }
    throw new Error(`append: ${ATTEMPTS} others were faster in a row; the entry stays pending`);
  }

  // Only one entry can be the next: those of one process wait for each other, and compete with other processes alone.
  let newest: Promise<unknown> = Promise.resolve();

  return {
    append(entry) {
      const appended = newest.then(() => appendNext(entry));
      newest = appended.catch(() => undefined);
      // Who waits too long is told so; the entry may still follow, once, by its key.
      return fromStore(appended);
    },

    async listEntries({ limit, units }) {
      const filter = units === undefined ? {} : { unit: trusted({ $in: [...units] }) };
      const stored = await Entry.find(filter).sort({ _id: -1 }).limit(limit).lean<StoredEntry[]>();
      return stored.flatMap(asEntry);
    },

    async verifyAudit() {
      const faults: ChainFault[] = [];
      // Before the entries: what is appended meanwhile is then never taken for missing.
      const head = await Head.findOne({ _id: 'head' }).lean<{ sequence: number; mac: string } | null>();
      let previous = { sequence: 0, hash: GENESIS };
      for await (const stored of Entry.find({}).sort({ _id: 1 }).lean<StoredEntry>().cursor()) {
        const {
          _id: sequence,
          key: entryKey,
          unit,
          content,
          contentMac,
          hash,
        } = stored as unknown as StoredEntry;
        for (let missing = previous.sequence + 1; missing < sequence; missing++) {
          faults.push({ sequence: missing, fault: 'missing' });
        }
        if (content !== undefined && contentMacOf(entryKey, unit, content) !== contentMac) {
          faults.push({ sequence, fault: 'edited' });
        }
        const follows = sequence === previous.sequence + 1;
        if (follows && hashOf(previous.hash, sequence, entryKey, contentMac) !== hash) {
          faults.push({ sequence, fault: 'broken' });
        }
        previous = { sequence, hash };
      }

      if (head !== null && head.mac !== headMac(head.sequence)) {
        faults.push({ sequence: head.sequence, fault: 'edited' });
      }
      const reached = head?.sequence ?? 0;
      for (let missing = previous.sequence + 1; missing <= reached; missing++) {
        faults.push({ sequence: missing, fault: 'missing' });
      }
      return { entries: previous.sequence, faults };
    },
  };
}

const contentOf = ({ key: _key, at, ...rest }: AuditEntry): string =>
  JSON.stringify({ at: at.toISOString(), ...rest });

const hashOf = (previous: string, sequence: number, key: string, contentMac: string): string =>
  createHash('sha256').update(`${previous}\n${sequence}\n${key}\n${contentMac}`).digest('hex');

/** Nothing for an entry whose content was erased. */
function asEntry({ _id, key, content }: StoredEntry): ChainedEntry[] {
  if (content === undefined) return [];
  const { at, ...rest } = JSON.parse(content) as Omit<AuditEntry, 'key' | 'at'> & { at: string };
  return [{ sequence: _id, key, at: new Date(at), ...rest }];
}
