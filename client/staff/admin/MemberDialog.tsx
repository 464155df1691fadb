/** @jsxImportSource react */
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { grantUnit, useChangeMember, useRenewLink, type ListedMember } from '../hooks/useMembers.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { Field } from '../shell/Field.tsx';
import { ProblemNote } from '../shell/states.tsx';
import { GrantFields, grantsOf, isWhole, type GrantDraft } from './GrantFields.tsx';
import { OneTimeLink } from './OneTimeLink.tsx';

interface Props {
  member: ListedMember;
  onClose: () => void;
  onSaved: (undo: () => void) => void;
}

/** Name and rights of an account, and a new link for a forgotten password. */
export function MemberDialog({ member, onClose, onSaved }: Props) {
  const { t } = useTranslation();
  const change = useChangeMember();
  const renew = useRenewLink();
  const before = member.grants.map((grant): GrantDraft => ({ role: grant.role, unit: grantUnit(grant) }));
  const [name, setName] = useState(member.name);
  const [grants, setGrants] = useState<readonly GrantDraft[]>(before);
  const [isChecked, setIsChecked] = useState(false);
  const nameFault = name.trim() === '' ? t('members.noName') : undefined;

  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (nameFault !== undefined || (grants.length > 0 && !isWhole(grants))) return;
    change.mutate(
      { id: member.id, name: name.trim(), grants: grantsOf(grants) },
      {
        onSuccess: () =>
          onSaved(() => change.mutate({ id: member.id, name: member.name, grants: grantsOf(before) })),
      },
    );
  };

  return (
    <Dialog
      title={member.name}
      intro={member.email}
      onClose={onClose}
      footer={
        <>
          <button
            className="btn"
            type="button"
            onClick={() => renew.mutate(member.id)}
            disabled={renew.isPending}
          >
            {t('members.newLink')}
          </button>
          <div className="btns">
            <button className="btn" type="button" onClick={onClose}>
              {t('common.cancel')}
            </button>
            <button
              className="btn btn-main"
              type="submit"
              form="member-form"
              disabled={change.isPending}
              aria-busy={change.isPending}
            >
              {change.isPending ? t('common.saving') : t('members.saveRights')}
            </button>
          </div>
        </>
      }
    >
      <form id="member-form" onSubmit={handleSubmit} noValidate>
        <ProblemNote title={t('common.notDone')} error={change.error ?? renew.error} />
        {renew.data === undefined ? null : <OneTimeLink {...renew.data} />}
        <Field label={t('members.name')} error={isChecked ? nameFault : undefined}>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <GrantFields grants={grants} isChecked={isChecked} onChange={setGrants} />
      </form>
    </Dialog>
  );
}
