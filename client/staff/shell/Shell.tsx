/** @jsxImportSource react */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useNavigate, useSearchParams } from 'react-router';
import { useReader, useSignOut, type SessionUser } from '../hooks/useSession.ts';
import { languageNames, LANGUAGES, rememberLanguage } from '../i18n.ts';
import { withChoices } from '../lens.ts';
import { mayAdminister, maySeeSurveys, scopesOf } from '../rights.ts';
import { nameIn } from '../unitName.ts';
import { Dialog } from './Dialog.tsx';
import { KeyList } from './KeyList.tsx';
import { Mark } from './Mark.tsx';
import { Menu } from './Menu.tsx';
import { useShortcuts } from './shortcuts.ts';
import { ToastProvider } from './toasts.tsx';
import { UnitSearch } from './UnitSearch.tsx';
import { useFocusKept } from './useFocusKept.ts';

/** The lens's choices go along from page to page; what belongs to one table does not. */
const withoutTable = (params: URLSearchParams): string => {
  const kept = withChoices(params, { within: undefined, by: undefined, sort: undefined, dir: undefined });
  return kept.size === 0 ? '' : `?${kept.toString()}`;
};

/** Bar, tabs and what is common to all pages behind the sign-in. */
export function Shell() {
  const { t } = useTranslation();
  const reader = useReader();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const [isKeyListOpen, setIsKeyListOpen] = useState(false);
  const [isFindOpen, setIsFindOpen] = useState(false);
  const find = useRef<HTMLInputElement>(null);
  const isAdminPart = pathname.startsWith('/admin');

  useFocusOnArrival(pathname);
  useFocusKept();
  useShortcuts({
    '?': () => setIsKeyListOpen(true),
    '/': () => {
      const field = find.current;
      if (field !== null && field.offsetParent !== null) field.focus();
      else setIsFindOpen(true);
    },
  });

  const goToUnit = ({ id }: { id: string }) => {
    setIsFindOpen(false);
    // The search is over; single keys are shortcuts again.
    find.current?.blur();
    void navigate(`/figures/units/${encodeURIComponent(id)}${isAdminPart ? '' : withoutTable(params)}`);
  };

  return (
    <ToastProvider>
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <header className="bar">
        <Link className="bar-mark" to="/" aria-label={t('shell.home')}>
          <Mark />
          <span>SIPAS</span>
        </Link>
        <Scope reader={reader} />
        <div className="bar-end">
          {scopesOf(reader).length === 0 ? null : (
            <>
              <div className="bar-find" role="search">
                <UnitSearch
                  label={t('find.label')}
                  isLabelHidden
                  placeholder={t('find.label')}
                  className=""
                  inputRef={find}
                  onPick={goToUnit}
                />
                <kbd aria-hidden="true">/</kbd>
              </div>
              <button
                className="bar-search"
                type="button"
                aria-label={t('find.label')}
                onClick={() => setIsFindOpen(true)}
              >
                <svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="2">
                  <circle cx="8.5" cy="8.5" r="5.5" />
                  <path d="M12.5 12.5 18 18" />
                </svg>
              </button>
            </>
          )}
          {maySeeSurveys(reader) ? (
            <nav className="bar-parts" aria-label={t('shell.parts')}>
              {scopesOf(reader).length === 0 ? null : (
                <Link to="/figures" aria-current={isAdminPart ? undefined : 'true'}>
                  {t('shell.figures')}
                </Link>
              )}
              <Link to="/admin/surveys" aria-current={isAdminPart ? 'true' : undefined}>
                {t('shell.admin')}
              </Link>
            </nav>
          ) : null}
          <Account reader={reader} onShowKeys={() => setIsKeyListOpen(true)} />
        </div>
      </header>
      {isAdminPart ? <AdminTabs reader={reader} /> : <FigureTabs reader={reader} />}
      <Outlet />
      {isKeyListOpen ? <KeyList onClose={() => setIsKeyListOpen(false)} /> : null}
      {isFindOpen ? (
        <Dialog isSmall title={t('find.title')} onClose={() => setIsFindOpen(false)}>
          <div className="find-room">
            <UnitSearch label={t('find.label')} onPick={goToUnit} />
          </div>
        </Dialog>
      ) : null}
    </ToastProvider>
  );
}

/** A new page begins at its top, for eyes and for screen readers; whoever has begun to type elsewhere goes on there. */
function useFocusOnArrival(pathname: string): void {
  const isFirst = useRef(true);
  useEffect(() => {
    document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    window.scrollTo(0, 0);
    if (!(document.activeElement instanceof HTMLInputElement)) document.getElementById('content')?.focus();
  }, [pathname]);
}

function Scope({ reader }: { reader: SessionUser }) {
  const { t, i18n } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const scopes = scopesOf(reader);
  const chosen = scopes.find(({ id }) => id === params.get('within')) ?? scopes[0];
  if (chosen === undefined) return null;
  const name = nameIn(chosen.name, i18n.language);
  if (scopes.length === 1) return <span className="bar-scope plain">{name}</span>;
  return (
    <Menu
      className="bar-scope"
      label={t('shell.scope')}
      items={scopes.map(({ id, name: text }) => ({
        key: id,
        label: nameIn(text, i18n.language),
        isChecked: id === chosen.id,
        onSelect: () =>
          void navigate(`/figures?${withChoices(params, { within: id, by: undefined }).toString()}`),
      }))}
    >
      <span className="place">{name}</span>
    </Menu>
  );
}

function Account({ reader, onShowKeys }: { reader: SessionUser; onShowKeys: () => void }) {
  const { t, i18n } = useTranslation();
  const signOut = useSignOut();
  const initials = reader.name
    .split(/\s+/)
    .slice(-2)
    .map((part) => part[0]?.toUpperCase() ?? '')
    .join('');

  return (
    <Menu
      className="bar-me"
      label={`${initials}, ${t('shell.account', { name: reader.name })}`}
      isButtonLabelled
      isAtEnd
      items={[
        ...LANGUAGES.map((language) => ({
          key: language,
          label: languageNames[language],
          lang: language,
          isChecked: i18n.language === language,
          onSelect: () => {
            rememberLanguage(language);
            void i18n.changeLanguage(language);
          },
        })),
        { key: 'keys', label: t('keys.title'), hint: <kbd>?</kbd>, isAfterRule: true, onSelect: onShowKeys },
        {
          key: 'sign-out',
          label: signOut.isPending ? t('shell.signingOut') : t('shell.signOut'),
          hint: reader.email,
          onSelect: () => signOut.mutate(),
        },
      ]}
    >
      <span>{reader.name}</span>
      <b className="narrow" aria-hidden="true">
        {initials}
      </b>
    </Menu>
  );
}

function FigureTabs({ reader }: { reader: SessionUser }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const scopes = scopesOf(reader);
  const scope = scopes.find(({ id }) => id === params.get('within')) ?? scopes[0];
  const isDetail = pathname.startsWith('/figures/units/');
  const kept = withoutTable(params);
  const compare = `/figures${kept}`;
  const detail = `/figures/units/${encodeURIComponent(scope?.id ?? '')}${kept}`;
  useShortcuts({ 'g s': () => void navigate(compare), 'g c': () => void navigate(detail) });
  if (scope === undefined) return null;
  return (
    <nav className="tabs" aria-label={t('shell.figures')}>
      <Link to={compare} aria-current={isDetail ? undefined : 'page'}>
        {t('tabs.compare')}
      </Link>
      <Link to={detail} aria-current={isDetail ? 'page' : undefined}>
        {t('tabs.detail')}
      </Link>
    </nav>
  );
}

function AdminTabs({ reader }: { reader: SessionUser }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const tabs = ['surveys', ...(mayAdminister(reader) ? ['campaigns', 'collectors', 'members', 'audit'] : [])];
  return (
    <nav className="tabs" aria-label={t('shell.admin')}>
      {tabs.map((tab) => (
        <Link
          key={tab}
          to={`/admin/${tab}`}
          aria-current={pathname.startsWith(`/admin/${tab}`) ? 'page' : undefined}
        >
          {t(`tabs.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}
