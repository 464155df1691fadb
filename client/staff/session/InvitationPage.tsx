/** @jsxImportSource react */
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { useAcceptInvitation, useInvitation } from '../hooks/useSession.ts';
import { problemSentence } from '../problemSentence.ts';
import { Button } from '../shell/Button.tsx';
import { Failed, Loading } from '../shell/states.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { Gate } from './Gate.tsx';

/** Shorter ones are refused by the server too. */
const SHORTEST_PASSWORD = 12;

/** Where a one-time link leads: the invited person chooses a password. The token stands behind # and so in no log. */
export function InvitationPage() {
  const { t } = useTranslation();
  const [token] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  const invitation = useInvitation(token);
  usePageTitle(t('invitation.title'));

  if (token === '') {
    return (
      <Gate title={t('invitation.title')} intro={t('invitation.noToken')}>
        <p>
          <Link to="/sign-in">{t('invitation.toSignIn')}</Link>
        </p>
      </Gate>
    );
  }
  if (invitation.data === undefined) {
    return (
      <Gate title={t('invitation.title')} intro={t('invitation.intro')}>
        {invitation.error === null ? (
          <Loading what={t('invitation.loading')} />
        ) : invitationIsOver(invitation.error) ? (
          <div className="note bad" role="alert">
            <b>{t('invitation.over')}</b>
            {t('invitation.overText')} <Link to="/sign-in">{t('invitation.toSignIn')}</Link>
          </div>
        ) : (
          <Failed
            title={t('invitation.failed')}
            error={invitation.error}
            onRetry={() => void invitation.refetch()}
          />
        )}
      </Gate>
    );
  }
  return <PasswordForm token={token} {...invitation.data} />;
}

const invitationIsOver = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && [400, 404, 409, 410].includes(Number(error.status));

function PasswordForm({ token, name, email }: { token: string; name: string; email: string }) {
  const { t } = useTranslation();
  const accept = useAcceptInvitation();
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const isShort = password.length < SHORTEST_PASSWORD;
  const differs = password !== repeated;

  if (accept.isSuccess) return <Navigate to="/" replace />;

  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (!isShort && !differs) accept.mutate({ token, password });
  };

  return (
    <Gate title={t('invitation.title')} intro={t('invitation.hello', { name, email })}>
      <form onSubmit={handleSubmit} noValidate>
        {accept.isError ? (
          <div className="note bad" role="alert">
            <b>{t('invitation.failed')}</b>
            {problemSentence(accept.error, t)}
          </div>
        ) : null}
        {/* Password managers file the password under this name. */}
        <input
          className="vh"
          type="text"
          autoComplete="username"
          value={email}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <div className="field">
          <label htmlFor="invitation-password">{t('invitation.password')}</label>
          <input
            className="input"
            id="invitation-password"
            type="password"
            autoComplete="new-password"
            value={password}
            aria-invalid={isChecked && isShort ? true : undefined}
            aria-describedby="invitation-password-hint invitation-password-error"
            onChange={(event) => setPassword(event.target.value)}
          />
          <small id="invitation-password-hint">
            {t('invitation.passwordHint', { length: SHORTEST_PASSWORD })}
          </small>
          {isChecked && isShort ? (
            <span className="err" id="invitation-password-error">
              {t('invitation.tooShort', { length: SHORTEST_PASSWORD })}
            </span>
          ) : null}
        </div>
        <div className="field">
          <label htmlFor="invitation-repeated">{t('invitation.repeat')}</label>
          <input
            className="input"
            id="invitation-repeated"
            type="password"
            autoComplete="new-password"
            value={repeated}
            aria-invalid={isChecked && differs ? true : undefined}
            aria-describedby="invitation-repeated-error"
            onChange={(event) => setRepeated(event.target.value)}
          />
          {isChecked && differs ? (
            <span className="err" id="invitation-repeated-error">
              {t('invitation.differs')}
            </span>
          ) : null}
        </div>
        <div className="btns">
          <Button className="btn btn-main" type="submit" isBusy={accept.isPending}>
            {accept.isPending ? t('invitation.busy') : t('invitation.do')}
          </Button>
        </div>
      </form>
    </Gate>
  );
}
