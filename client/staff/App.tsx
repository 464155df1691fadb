/** @jsxImportSource react */
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, Route, Routes, useLocation } from 'react-router';
import { FiguresPage } from './figures/FiguresPage.tsx';
import { UnitPage } from './figures/UnitPage.tsx';
import { expiredKey, ReaderContext, useReader, useSession } from './hooks/useSession.ts';
import { maySeeSurveys, scopesOf } from './rights.ts';
import { InvitationPage } from './session/InvitationPage.tsx';
import { SignInPage } from './session/SignInPage.tsx';
import { Shell } from './shell/Shell.tsx';
import { Failed, Loading, NotThere } from './shell/states.tsx';

// Administration is a chunk of its own: most readers only look at figures.
const AdminRoutes = lazy(async () => ({ default: (await import('./admin/AdminRoutes.tsx')).AdminRoutes }));

export function App() {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    document.documentElement.lang = i18n.language;
    // No native speaker has read the Khmer texts yet.
    if (i18n.language === 'km') document.documentElement.dataset['review'] = 'native';
    else delete document.documentElement.dataset['review'];
  }, [i18n.language]);

  return (
    <Routes>
      <Route path="/sign-in" element={<SignInPage />} />
      <Route path="/invitation" element={<InvitationPage />} />
      <Route element={<SignedIn />}>
        <Route element={<Shell />}>
          <Route index element={<Home />} />
          <Route path="/figures" element={<FiguresPage />} />
          <Route path="/figures/units/:unit" element={<UnitPage />} />
          <Route
            path="/admin/*"
            element={
              <Suspense
                fallback={
                  <main className="page">
                    <Loading what={t('common.loading')} />
                  </main>
                }
              >
                <AdminRoutes />
              </Suspense>
            }
          />
          <Route
            path="*"
            element={
              <main className="page" id="content" tabIndex={-1}>
                <h1 className="vh">{t('notThere.title')}</h1>
                <NotThere />
              </main>
            }
          />
        </Route>
      </Route>
    </Routes>
  );
}

/** Lets signed-in people through; sends everybody else to the sign-in and back afterwards. */
function SignedIn() {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const session = useSession();
  const queries = useQueryClient();

  if (session.data === undefined) {
    return (
      <main className="page" id="content" tabIndex={-1}>
        {session.error === null ? (
          <Loading what={t('common.loading')} />
        ) : (
          <Failed title={t('common.failed')} error={session.error} onRetry={() => void session.refetch()} />
        )}
      </main>
    );
  }
  if (session.data === null) {
    const query = new URLSearchParams();
    if (pathname !== '/') query.set('return', `${pathname}${search}`);
    if (queries.getQueryData(expiredKey) === true) query.set('expired', '1');
    return <Navigate to={`/sign-in${query.size === 0 ? '' : `?${query.toString()}`}`} replace />;
  }
  return (
    <ReaderContext value={session.data}>
      <Outlet />
    </ReaderContext>
  );
}

function Home() {
  const reader = useReader();
  if (scopesOf(reader).length > 0) return <Navigate to="/figures" replace />;
  return <Navigate to={maySeeSurveys(reader) ? '/admin/surveys' : '/figures'} replace />;
}
