/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ListedUnit } from '../hooks/useUnits.ts';
import { nameIn } from '../unitName.ts';

/** Where a unit lies, from the topmost unit that the reader may see. Only below an overview. */
export function Crumbs({ path, hrefOf }: { path: readonly ListedUnit[]; hrefOf: (id: string) => string }) {
  const { t, i18n } = useTranslation();
  if (path.length < 2) return null;
  return (
    <nav aria-label={t('shell.place')}>
      <ol className="crumbs">
        {path.map(({ id, name }, index) =>
          index === path.length - 1 ? (
            <li key={id} aria-current="page">
              {nameIn(name, i18n.language)}
            </li>
          ) : (
            <li key={id}>
              <Link to={hrefOf(id)}>{nameIn(name, i18n.language)}</Link>
            </li>
          ),
        )}
      </ol>
    </nav>
  );
}
