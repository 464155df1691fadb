/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { textIn } from '../../../server/domain/text.ts';
import { useCampaigns } from '../hooks/useCampaigns.ts';
import { type ListedCollector } from '../hooks/useCollectors.ts';
import { Button } from '../shell/Button.tsx';
import { ScrollTable } from '../shell/ScrollTable.tsx';
import { nameIn } from '../unitName.ts';

/** What the table shows at once; more is asked for. */
const PAGE_LENGTH = 100;

interface Props {
  collectors: readonly ListedCollector[];
  isBusy: boolean;
  onSetOpen: (collector: ListedCollector, isOpen: boolean) => void;
  onAssign: (collector: ListedCollector) => void;
}

/** Each point with its office, its campaign and what can be done with it. */
export function CollectorTable({ collectors, isBusy, onSetOpen, onAssign }: Props) {
  const { t, i18n } = useTranslation();
  const [length, setLength] = useState(PAGE_LENGTH);
  const campaigns = useCampaigns();
  const nameOfCampaign = (campaign: ListedCollector['campaign']): string | undefined => {
    if (campaign === undefined || campaign === null) return undefined;
    if (typeof campaign !== 'string') return nameIn(campaign.name, i18n.language);
    const found = campaigns.data?.find(({ id }) => id === campaign);
    return found === undefined ? campaign : textIn(found.name, i18n.language);
  };

  return (
    <>
      <ScrollTable
        name={t('tabs.collectors')}
        caption={t('collectors.count', { count: collectors.length })}
        columns={[
          t('collectors.label'),
          t('collectors.code'),
          t('collectors.unit'),
          t('collectors.channel'),
          t('collectors.campaign'),
          t('collectors.state'),
        ]}
        hasActions
      >
        {collectors.slice(0, length).map((collector) => (
          <tr key={collector.code}>
            <th scope="row">
              <b>{collector.label}</b>
            </th>
            <td className="mono">{collector.code}</td>
            <td>{nameIn(collector.unitName ?? collector.unit, i18n.language)}</td>
            <td>{t(`channel.${collector.channel}`)}</td>
            <td>
              {nameOfCampaign(collector.campaign) ?? (
                <span className="tag warn">{t('collectors.unassigned')}</span>
              )}
            </td>
            <td>
              <span className={collector.isOpen ? 'tag good' : 'tag warn'}>
                {t(collector.isOpen ? 'collectors.isOpen' : 'collectors.isClosed')}
              </span>
            </td>
            <td>
              <span className="row-actions">
                <Link
                  className="btn btn-quiet"
                  to={`/admin/collectors/${encodeURIComponent(collector.code)}/poster`}
                >
                  {t('collectors.poster')}
                  <span className="vh"> {collector.label}</span>
                </Link>
                <button className="btn btn-quiet" type="button" onClick={() => onAssign(collector)}>
                  {t('collectors.assign')}
                  <span className="vh"> {collector.label}</span>
                </button>
                <Button
                  className="btn btn-quiet"
                  isOff={isBusy}
                  onClick={() => onSetOpen(collector, !collector.isOpen)}
                >
                  {t(collector.isOpen ? 'common.closeDown' : 'common.openUp')}
                  <span className="vh"> {collector.label}</span>
                </Button>
              </span>
            </td>
          </tr>
        ))}
      </ScrollTable>
      {collectors.length > length ? (
        <p className="btns gap-top">
          <button className="btn" type="button" onClick={() => setLength(length + PAGE_LENGTH)}>
            {t('common.more', { count: collectors.length - length })}
          </button>
        </p>
      ) : null}
      <p className="src">{t('collectors.codeNote')}</p>
    </>
  );
}
