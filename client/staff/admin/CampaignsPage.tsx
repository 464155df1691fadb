/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textIn } from '../../../server/domain/text.ts';
import { formatDay } from '../format.ts';
import { useCampaigns, useSaveCampaign, type ListedCampaign } from '../hooks/useCampaigns.ts';
import { lastDayOf } from '../period.ts';
import { Button } from '../shell/Button.tsx';
import { ScrollTable } from '../shell/ScrollTable.tsx';
import { PageHead } from '../shell/PageHead.tsx';
import { Empty, ProblemNote, QueryStates } from '../shell/states.tsx';
import { useToast } from '../shell/toasts.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nameIn } from '../unitName.ts';
import { CampaignForm } from './CampaignForm.tsx';
import { KeptAsideDialog } from './KeptAsideDialog.tsx';

/** Survey rounds: which versions, which units, which channels, from when until when. */
export function CampaignsPage() {
  const { t } = useTranslation();
  const campaigns = useCampaigns();
  const save = useSaveCampaign();
  const say = useToast();
  const [edited, setEdited] = useState<ListedCampaign | 'new'>();
  const [lateFor, setLateFor] = useState<ListedCampaign>();
  usePageTitle(t('tabs.campaigns'));

  const setOpen = ({ id }: ListedCampaign, isOpen: boolean) =>
    save.mutate(
      { id, changes: { isOpen } },
      {
        onSuccess: () =>
          say({
            text: t(isOpen ? 'campaigns.opened' : 'campaigns.closed'),
            onUndo: () => save.mutate({ id, changes: { isOpen: !isOpen } }),
          }),
      },
    );

  return (
    <main className="page" id="content" tabIndex={-1}>
      <PageHead title={t('tabs.campaigns')} intro={t('campaigns.intro')}>
        <button className="btn btn-main" type="button" onClick={() => setEdited('new')}>
          {t('campaigns.new')}
        </button>
      </PageHead>
      <ProblemNote title={t('common.notDone')} error={save.error} />
      <QueryStates query={campaigns} loading={t('campaigns.loading')} failed={t('campaigns.failed')}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('campaigns.empty')} text={t('campaigns.emptyText')} />
          ) : (
            <CampaignTable
              campaigns={list}
              onEdit={setEdited}
              onShowLate={setLateFor}
              onSetOpen={setOpen}
              isBusy={save.isPending}
            />
          )
        }
      </QueryStates>
      {edited === undefined ? null : (
        <CampaignForm
          campaign={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={(name) => {
            setEdited(undefined);
            say({ text: t('campaigns.saved', { name }) });
          }}
        />
      )}
      {lateFor === undefined ? null : (
        <KeptAsideDialog
          campaign={lateFor}
          onClose={() => setLateFor(undefined)}
          onTaken={({ taken, withoutUnit }) => {
            setLateFor(undefined);
            const waiting = withoutUnit === 0 ? [] : [t('keptAside.withoutUnit', { count: withoutUnit })];
            say({ text: [t('keptAside.taken', { count: taken }), ...waiting].join(' ') });
          }}
        />
      )}
    </main>
  );
}

interface TableProps {
  campaigns: readonly ListedCampaign[];
  isBusy: boolean;
  onEdit: (campaign: ListedCampaign) => void;
  onShowLate: (campaign: ListedCampaign) => void;
  onSetOpen: (campaign: ListedCampaign, isOpen: boolean) => void;
}

function CampaignTable({ campaigns, isBusy, onEdit, onShowLate, onSetOpen }: TableProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return (
    <ScrollTable
      name={t('tabs.campaigns')}
      caption={t('tabs.campaigns')}
      isCaptionHidden
      columns={[
        t('campaigns.name'),
        t('campaigns.versions'),
        t('campaigns.unit'),
        t('campaigns.channels'),
        t('campaigns.days'),
        t('campaigns.state'),
      ]}
      hasActions
    >
      {campaigns.map((campaign) => {
        const name = textIn(campaign.name, language);
        return (
          <tr key={campaign.id}>
            <th scope="row">
              <b>{name}</b>
              <span className="sub">
                {t(`population.${campaign.population}`)}, <span className="mono">{campaign.series}</span>
              </span>
            </th>
            <td className="mono">
              {campaign.versions.map((version) => (
                <span className="sub" key={version}>
                  {version}
                </span>
              ))}
            </td>
            <td>{nameIn(campaign.unitName ?? campaign.unit, language)}</td>
            <td>{campaign.channels.map((channel) => t(`channel.${channel}`)).join(', ')}</td>
            <td className="num">
              {formatDay(campaign.from)} –{' '}
              {campaign.until === undefined
                ? t('campaigns.noEnd')
                : formatDay(lastDayOf({ from: campaign.from, until: campaign.until }))}
            </td>
            <td>
              <span className={campaign.isOpen ? 'tag good' : 'tag warn'}>
                {t(campaign.isOpen ? 'campaigns.isOpen' : 'campaigns.isClosed')}
              </span>
              {campaign.keptAside === undefined ? null : (
                <button className="btn btn-quiet" type="button" onClick={() => onShowLate(campaign)}>
                  {t('keptAside.count', { count: campaign.keptAside })}
                  <span className="vh">, {name}</span>
                </button>
              )}
            </td>
            <td>
              <span className="row-actions" hidden={campaign.isManaged !== true}>
                <button className="btn btn-quiet" type="button" onClick={() => onEdit(campaign)}>
                  {t('common.edit')}
                  <span className="vh"> {name}</span>
                </button>
                <Button
                  className="btn btn-quiet"
                  isOff={isBusy}
                  onClick={() => onSetOpen(campaign, !campaign.isOpen)}
                >
                  {t(campaign.isOpen ? 'common.closeDown' : 'common.openUp')}
                  <span className="vh"> {name}</span>
                </Button>
              </span>
            </td>
          </tr>
        );
      })}
    </ScrollTable>
  );
}
