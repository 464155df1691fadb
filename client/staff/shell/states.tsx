/** @jsxImportSource react */
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api.ts';
import { problemSentence } from '../problemSentence.ts';

const PATIENCE_MS = 300;

/** Says after 300 ms what is being loaded. In words, without movement. */
export function Loading({ what }: { what: string }) {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);

  return (
    <div aria-busy="true">
      <p className="vh" role="status">
        {isShown ? what : ''}
      </p>
      {isShown ? (
        <div className="state" aria-hidden="true">
          <p>{what}</p>
          <table role="presentation">
            <tbody>
              {['w2', 'w3', 'w1', 'w2'].map((width, index) => (
                <tr key={index}>
                  <td>
                    <span className={`skel ${width}`} />
                  </td>
                  <td>
                    <span className={`skel ${width === 'w2' ? 'w1' : 'w2'}`} />
                  </td>
                  <td>
                    <span className="skel" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </div>
  );
}

/** The server's sentence, its code, and the way on. */
export function Failed({ title, error, onRetry }: { title: string; error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const isNotThere = error instanceof ApiProblem && (error.status === 403 || error.status === 404);
  if (isNotThere) return <NotThere />;
  return (
    <div className="state" role="alert">
      <h2>{title}</h2>
      <p>
        {problemSentence(error, t)}{' '}
        {error instanceof ApiProblem ? (
          <>
            {t('common.code')}: <span className="mono">{error.code}</span>
          </>
        ) : null}
      </p>
      <div className="btns">
        <button className="btn btn-main" type="button" onClick={onRetry}>
          {t('common.retry')}
        </button>
      </div>
    </div>
  );
}

/** No right and not found are one page: not even a name is given away. */
export function NotThere() {
  const { t } = useTranslation();
  return (
    <div className="state">
      <h2>{t('notThere.title')}</h2>
      <p>{t('notThere.text')}</p>
      <div className="btns">
        <a className="btn" href="/staff/">
          {t('notThere.home')}
        </a>
      </div>
    </div>
  );
}

/** Why there is nothing, and what to do. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      <p>{text}</p>
      {children === undefined ? null : <div className="btns">{children}</div>}
    </div>
  );
}

interface Query<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface QueryStatesProps<T> {
  query: Query<T>;
  loading: string;
  failed: string;
  children: (data: T) => ReactNode;
}

/** Chooses between loading, failed and ready; `children` says itself when its data is empty. */
export function QueryStates<T>({ query, loading, failed, children }: QueryStatesProps<T>) {
  const { t } = useTranslation();
  if (query.data === undefined) {
    return query.error === null ? (
      <Loading what={loading} />
    ) : (
      <Failed title={failed} error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  return (
    <>
      {query.error === null ? null : (
        <div className="note warn gap-bottom" role="status">
          <b>{t('common.notRefreshed')}</b>
          {problemSentence(query.error, t)}
        </div>
      )}
      {children(query.data)}
    </>
  );
}

/** A failed change, beside what was being changed. */
export function ProblemNote({ title, error }: { title: string; error: unknown }) {
  const { t } = useTranslation();
  if (error === null || error === undefined) return null;
  return (
    <div className="note bad gap-bottom" role="alert">
      <b>{title}</b>
      {problemSentence(error, t)}
    </div>
  );
}
