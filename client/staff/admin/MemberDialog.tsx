/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { grantUnit, useChangeMember, useRenewLink, type ListedMember } from '../hooks/useMembers.ts';
import { Button } from '../shell/Button.tsx';
import { FormDialog } from '../shell/FormDialog.tsx';
import { TextField } from '../shell/TextField.tsx';
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

  const handleSubmit = () => {
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
    <FormDialog
      title={member.name}
      intro={member.email}
      onClose={onClose}
      submit={t('members.saveRights')}
      isPending={change.isPending}
      error={change.error ?? renew.error}
      aside={
        <Button className="btn" onClick={() => renew.mutate(member.id)} isBusy={renew.isPending}>
          {t('members.newLink')}
        </Button>
      }
      onSubmit={handleSubmit}
    >
      {renew.data === undefined ? null : <OneTimeLink {...renew.data} />}
      <TextField
        label={t('members.name')}
        error={isChecked ? nameFault : undefined}
        autoComplete="off"
        value={name}
        onChange={setName}
      />
      <GrantFields grants={grants} isChecked={isChecked} onChange={setGrants} />
    </FormDialog>
  );
}
