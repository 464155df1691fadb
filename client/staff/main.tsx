/** @jsxImportSource react */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import '@fontsource/noto-sans-khmer/khmer-400.css';
import '@fontsource/noto-sans-khmer/khmer-600.css';
import '../tokens.css';
import './staff.css';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { BrowserRouter } from 'react-router';
import { ApiProblem } from './api.ts';
import { App } from './App.tsx';
import { expiredKey, sessionKey } from './hooks/useSession.ts';
import { createTexts, storedLanguage } from './i18n.ts';

/** A 401 anywhere means that the session is over: back to the sign-in, and from there to the same page. */
function noticeExpiry(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) return;
  if (!queries.getQueryData(sessionKey)) return;
  queries.setQueryData(expiredKey, true);
  queries.setQueryData(sessionKey, null);
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: noticeExpiry }),
  mutationCache: new MutationCache({ onError: noticeExpiry }),
  defaultOptions: {
    queries: {
      // What the server refused it will refuse again; only a missing answer is worth a second try.
      retry: (failures, error) => failures < 1 && error instanceof ApiProblem && error.status === 0,
      staleTime: 1_000,
    },
  },
});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element #root');

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={createTexts(storedLanguage())}>
      <QueryClientProvider client={queries}>
        <BrowserRouter basename="/staff">
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
);
