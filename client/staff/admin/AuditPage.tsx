/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatInstant } from '../format.ts';
import { useAudit, useAuditCheck, type AuditCheck } from '../hooks/useAudit.ts';
import { useReader } from '../hooks/useSession.ts';
import { administersCountry } from '../rights.ts';
import { Button } from '../shell/Button.tsx';
import { ScrollTable } from '../shell/ScrollTable.tsx';
import { PageHead } from '../shell/PageHead.tsx';
import { Empty, ProblemNote, QueryStates } from '../shell/states.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { changeText } from './changeText.ts';

const STEP = 100;

/** Who changed what, and when. */
export function AuditPage() {
  const { t, i18n } = useTranslation();
  const [limit, setLimit] = useState(STEP);
  const audit = useAudit(limit);
  const check = useAuditCheck();
  const reader = useReader();
  usePageTitle(t('tabs.audit'));

  return (
    <main className="page" id="content" tabIndex={-1}>
      <PageHead title={t('tabs.audit')} intro={t('audit.intro')}>
        {administersCountry(reader) ? (
          <Button className="btn" isBusy={check.isPending} onClick={() => check.mutate()}>
            {t(check.isPending ? 'audit.checking' : 'audit.check')}
          </Button>
        ) : null}
      </PageHead>
      <ProblemNote title={t('common.notDone')} error={check.error} />
      <div role="status">{check.data === undefined ? null : <CheckResult check={check.data} />}</div>
      <QueryStates query={audit} loading={t('audit.loading')} failed={t('audit.failed')}>
        {(entries) =>
          entries.length === 0 ? (
            <Empty title={t('audit.empty')} text={t('audit.emptyText')} />
          ) : (
            <>
              <ScrollTable
                name={t('tabs.audit')}
                caption={t('audit.caption', { count: entries.length })}
                columns={[
                  t('audit.at'),
                  t('audit.actor'),
                  t('audit.action'),
                  t('audit.subject'),
                  t('audit.summary'),
                ]}
              >
                {entries.map((entry) => (
                  <tr key={entry.sequence}>
                    <th scope="row" className="num">
                      {formatInstant(entry.at, { seconds: true })}
                    </th>
                    <td>{entry.actor.kind === 'system' ? t('audit.system') : entry.actor.name}</td>
                    <td>{t(`action.${entry.action}`, { defaultValue: entry.action })}</td>
                    <td className="place">
                      {t(`subject.${entry.subject.kind}`, { defaultValue: entry.subject.kind })}
                      <span className="sub mono">{entry.subject.id}</span>
                    </td>
                    <td className="place">
                      {entry.changes.map((change) => changeText(t, i18n.language, change)).join('; ')}
                    </td>
                  </tr>
                ))}
              </ScrollTable>
              {entries.length < limit ? null : (
                <p className="btns gap-top">
                  <button className="btn" type="button" onClick={() => setLimit(limit + STEP)}>
                    {t('audit.more')}
                  </button>
                </p>
              )}
            </>
          )
        }
      </QueryStates>
    </main>
  );
}

/** What a walk through the whole log has found. */
function CheckResult({ check: { entries, faulty, faults } }: { check: AuditCheck }) {
  const { t, i18n } = useTranslation();
  if (faulty === 0) return <p>{t('audit.whole', { entries: formatCount(entries, i18n.language) })}</p>;
  return (
    <>
      <p>
        <b>{t('audit.faulty', { faulty: formatCount(faulty, i18n.language) })}</b>
      </p>
      <ul className="plain small gap-small">
        {faults.map(({ sequence, fault }) => (
          <li key={`${sequence} ${fault}`}>
            {t(`audit.fault.${fault}`, { entry: formatCount(sequence, i18n.language) })}
          </li>
        ))}
      </ul>
    </>
  );
}
