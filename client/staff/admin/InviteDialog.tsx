/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInvite } from '../hooks/useMembers.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { FormDialog } from '../shell/FormDialog.tsx';
import { TextField } from '../shell/TextField.tsx';
import { GrantFields, grantsOf, isWhole, type GrantDraft } from './GrantFields.tsx';
import { OneTimeLink } from './OneTimeLink.tsx';

/** A new account: its owner sets the password through a link that is shown once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const invite = useInvite();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [grants, setGrants] = useState<readonly GrantDraft[]>([{ role: 'supervisor', unit: undefined }]);
  const [isChecked, setIsChecked] = useState(false);
  const nameFault = name.trim() === '' ? t('members.noName') : undefined;
  const emailFault = /^\S+@\S+\.\S+$/.test(email.trim()) ? undefined : t('members.noEmail');

  if (invite.data !== undefined) {
    return (
      <Dialog isSmall title={t('members.linkTitle', { name })} onClose={onClose}>
        <OneTimeLink {...invite.data} />
      </Dialog>
    );
  }

  const handleSubmit = () => {
    setIsChecked(true);
    if (nameFault !== undefined || emailFault !== undefined || !isWhole(grants)) return;
    invite.mutate({ name: name.trim(), email: email.trim(), grants: grantsOf(grants) });
  };

  return (
    <FormDialog
      title={t('members.invite')}
      intro={t('members.inviteIntro')}
      submit={t('members.makeLink')}
      isPending={invite.isPending}
      error={invite.error}
      aside={
        <span className="small soft">{isChecked && grants.length === 0 ? t('members.needRight') : ''}</span>
      }
      onSubmit={handleSubmit}
      onClose={onClose}
    >
      <div className="form-grid">
        <TextField
          label={t('members.name')}
          error={isChecked ? nameFault : undefined}
          autoComplete="off"
          value={name}
          onChange={setName}
        />
        <TextField
          label={t('signIn.email')}
          error={isChecked ? emailFault : undefined}
          type="email"
          autoComplete="off"
          value={email}
          onChange={setEmail}
        />
      </div>
      <GrantFields grants={grants} isChecked={isChecked} onChange={setGrants} />
    </FormDialog>
  );
}
