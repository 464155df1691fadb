/** @jsxImportSource react */
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useInvite } from '../hooks/useMembers.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { Field } from '../shell/Field.tsx';
import { ProblemNote } from '../shell/states.tsx';
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

  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (nameFault !== undefined || emailFault !== undefined || !isWhole(grants)) return;
    invite.mutate({ name: name.trim(), email: email.trim(), grants: grantsOf(grants) });
  };

  return (
    <Dialog
      title={t('members.invite')}
      intro={t('members.inviteIntro')}
      onClose={onClose}
      footer={
        <>
          <span className="small soft">{isChecked && grants.length === 0 ? t('members.needRight') : ''}</span>
          <div className="btns">
            <button className="btn" type="button" onClick={onClose}>
              {t('common.cancel')}
            </button>
            <button
              className="btn btn-main"
              type="submit"
              form="invite-form"
              disabled={invite.isPending}
              aria-busy={invite.isPending}
            >
              {invite.isPending ? t('common.saving') : t('members.makeLink')}
            </button>
          </div>
        </>
      }
    >
      <form id="invite-form" onSubmit={handleSubmit} noValidate>
        <ProblemNote title={t('common.notDone')} error={invite.error} />
        <div className="form-grid">
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
          <Field label={t('signIn.email')} error={isChecked ? emailFault : undefined}>
            {(control) => (
              <input
                {...control}
                type="email"
                autoComplete="off"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
        </div>
        <GrantFields grants={grants} isChecked={isChecked} onChange={setGrants} />
      </form>
    </Dialog>
  );
}
