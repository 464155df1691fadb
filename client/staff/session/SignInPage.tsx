/** @jsxImportSource react */
import { useEffect, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { ApiProblem } from '../api.ts';
import { useSession, useSignIn } from '../hooks/useSession.ts';
import { problemSentence } from '../problemSentence.ts';
import { Button } from '../shell/Button.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { Gate } from './Gate.tsx';

/** Only ways into our own pages: an address of somebody else's must not follow a sign-in. */
export function safeReturn(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) && !path.startsWith('/sign-in') ? path : '/';
}

export function SignInPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const session = useSession();
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const secondsLeft = useWait(signIn.error);
  usePageTitle(t('signIn.title'));

  if (session.data) return <Navigate to={safeReturn(params.get('return'))} replace />;

  const isWrong = signIn.error instanceof ApiProblem && signIn.error.status === 401;
  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password });
  };

  return (
    <Gate title={t('signIn.title')} intro={t('signIn.intro')}>
      <form onSubmit={handleSubmit}>
        {params.has('expired') && !signIn.isError ? (
          <div className="note" role="status">
            <b>{t('signIn.expired')}</b>
            {t('signIn.expiredText')}
          </div>
        ) : null}
        {signIn.isError ? (
          <div className="note bad" role="alert" id="sign-in-problem">
            <b>{t('signIn.failed')}</b>
            {problemSentence(signIn.error, t)}
          </div>
        ) : null}
        <div className="field">
          <label htmlFor="sign-in-email">{t('signIn.email')}</label>
          <input
            className="input"
            id="sign-in-email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            aria-invalid={isWrong ? true : undefined}
            aria-describedby={isWrong ? 'sign-in-problem' : undefined}
            onChange={(event) => setEmail(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="sign-in-password">{t('signIn.password')}</label>
          <input
            className="input"
            id="sign-in-password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            aria-invalid={isWrong ? true : undefined}
            aria-describedby={isWrong ? 'sign-in-problem' : undefined}
            onChange={(event) => setPassword(event.target.value)}
          />
        </div>
        <div className="btns">
          <Button className="btn btn-main" type="submit" isBusy={signIn.isPending} isOff={secondsLeft > 0}>
            {secondsLeft > 0
              ? t('signIn.wait', { seconds: secondsLeft })
              : signIn.isPending
                ? t('signIn.busy')
                : t('signIn.do')}
          </Button>
        </div>
      </form>
    </Gate>
  );
}

/** Seconds until the next attempt is allowed, counting down. */
function useWait(error: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const wait = error instanceof ApiProblem ? Number(error.details['retryAfterSeconds'] ?? 0) : 0;
    if (!(wait > 0)) {
      setLeft(0);
      return;
    }
    const end = Date.now() + wait * 1000;
    setLeft(Math.ceil(wait));
    const timer = setInterval(() => {
      const rest = Math.ceil((end - Date.now()) / 1000);
      setLeft(Math.max(rest, 0));
      if (rest <= 0) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}
