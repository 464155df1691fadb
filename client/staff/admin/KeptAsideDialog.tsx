/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textIn } from '../../../server/domain/text.ts';
import { formatCount, formatDay } from '../format.ts';
import type { ListedCampaign } from '../hooks/useCampaigns.ts';
import { useKeptAside, useTakeIn, type ListedKeptAside, type TakenIn } from '../hooks/useKeptAside.ts';
import { Button } from '../shell/Button.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { ScrollTable } from '../shell/ScrollTable.tsx';
import { ProblemNote, QueryStates } from '../shell/states.tsx';
import { nameIn } from '../unitName.ts';

interface Props {
  campaign: ListedCampaign;
  onClose: () => void;
  onTaken: (outcome: TakenIn) => void;
}

/** What is kept aside of a campaign, and why; an admin may count it after all. */
export function KeptAsideDialog({ campaign, onClose, onTaken }: Props) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const [left, setLeft] = useState<number>();
  const groups = useKeptAside(campaign.id);
  const takeIn = useTakeIn(campaign.id, setLeft);
  const start = (collector: string | undefined) => {
    const chosen = (groups.data ?? []).filter(
      (group) => collector === undefined || group.collector === collector,
    );
    setLeft(chosen.reduce((sum, { submissions }) => sum + submissions, 0));
    takeIn.mutate(collector, { onSuccess: onTaken });
  };

  return (
    <Dialog
      title={t('keptAside.title', { name: textIn(campaign.name, language) })}
      intro={t('keptAside.intro')}
      onClose={onClose}
      footer={
        (groups.data ?? []).length === 0 ? undefined : (
          <Button className="btn btn-main" isBusy={takeIn.isPending} onClick={() => start(undefined)}>
            {t('keptAside.takeInAll')}
          </Button>
        )
      }
    >
      <ProblemNote title={t('common.notDone')} error={takeIn.error} />
      <p role="status" className="small">
        {takeIn.isPending && left !== undefined
          ? t('keptAside.taking', { left: formatCount(left, language) })
          : ''}
      </p>
      <QueryStates query={groups} loading={t('keptAside.loading')} failed={t('keptAside.failed')}>
        {(list) =>
          list.length === 0 ? (
            <p>{t('keptAside.none')}</p>
          ) : (
            <KeptAsideTable groups={list} isBusy={takeIn.isPending} onTakeIn={start} />
          )
        }
      </QueryStates>
    </Dialog>
  );
}

interface TableProps {
  groups: readonly ListedKeptAside[];
  isBusy: boolean;
  onTakeIn: (collector: string) => void;
}

function KeptAsideTable({ groups, isBusy, onTakeIn }: TableProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return (
    <ScrollTable
      name={t('keptAside.collector')}
      caption={t('keptAside.collector')}
      isCaptionHidden
      columns={[t('keptAside.collector'), t('keptAside.reason'), t('keptAside.days'), t('keptAside.number')]}
      hasActions
    >
      {groups.map(({ collector, label, unit, reason, submissions, firstDay, lastDay }) => (
        <tr key={`${collector} ${reason}`}>
          <th scope="row">
            <b>{label ?? collector}</b>
            <span className="sub">{nameIn(unit.name, language)}</span>
          </th>
          <td>{t(`keptAside.reasons.${reason}`)}</td>
          <td className="num">
            {formatDay(firstDay)} – {formatDay(lastDay)}
          </td>
          <td className="num">{formatCount(submissions, language)}</td>
          <td>
            <Button className="btn btn-quiet" isOff={isBusy} onClick={() => onTakeIn(collector)}>
              {t('keptAside.takeIn')}
              <span className="vh"> {label ?? collector}</span>
            </Button>
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}
