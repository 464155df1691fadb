/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays } from '../../../server/domain/day.ts';
import { textIn } from '../../../server/domain/text.ts';
import { formatDay } from '../format.ts';
import { currentCampaign, useCampaigns } from '../hooks/useCampaigns.ts';
import { useAssignCollector, type ListedCollector } from '../hooks/useCollectors.ts';
import { useToday } from '../hooks/useToday.ts';
import { parseTypedDay } from '../period.ts';
import { FormDialog } from '../shell/FormDialog.tsx';
import { TextField } from '../shell/TextField.tsx';
import { Field } from '../shell/Field.tsx';

interface Props {
  collector: ListedCollector;
  onClose: () => void;
  onAssigned: () => void;
}

/** Which campaign a point serves, from when until when. */
export function AssignDialog({ collector, onClose, onAssigned }: Props) {
  const { t, i18n } = useTranslation();
  const campaigns = useCampaigns();
  const assign = useAssignCollector();
  const fitting = (campaigns.data ?? []).filter(({ channels }) => channels.includes(collector.channel));
  const today = useToday();
  const [chosen, setChosen] = useState<string>();
  const campaign = chosen ?? currentCampaign(fitting, today)?.id;
  const [first, setFirst] = useState(formatDay(today));
  const [last, setLast] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const from = parseTypedDay(first);
  const lastDay = last.trim() === '' ? undefined : parseTypedDay(last);
  const lastFault =
    last.trim() === ''
      ? undefined
      : lastDay === undefined
        ? t('period.noDay')
        : from !== undefined && lastDay < from
          ? t('campaigns.endsBefore')
          : undefined;

  const handleSubmit = () => {
    setIsChecked(true);
    if (campaign === undefined || from === undefined || lastFault !== undefined) return;
    assign.mutate(
      {
        code: collector.code,
        campaign,
        from,
        ...(lastDay === undefined ? {} : { until: addDays(lastDay, 1) }),
      },
      { onSuccess: onAssigned },
    );
  };

  return (
    <FormDialog
      isSmall
      title={t('collectors.assignTitle', { label: collector.label })}
      intro={t('collectors.assignIntro')}
      onClose={onClose}
      submit={t('collectors.assignDo')}
      isPending={assign.isPending}
      isDisabled={campaign === undefined}
      error={assign.error}
      onSubmit={handleSubmit}
    >
      {collector.assignments.length === 0 ? null : (
        <>
          <p className="label">{t('collectors.assignments')}</p>
          <ul className="plain small gap-small">
            {collector.assignments.map((assignment) => (
              <li key={`${assignment.campaign} ${assignment.from}`}>
                {textIn(
                  campaigns.data?.find(({ id }) => id === assignment.campaign)?.name ?? {
                    vi: assignment.campaign,
                  },
                  i18n.language,
                )}
                : {formatDay(assignment.from)} –{' '}
                {assignment.until === undefined
                  ? t('campaigns.noEnd')
                  : formatDay(addDays(assignment.until, -1))}
              </li>
            ))}
          </ul>
        </>
      )}
      <Field label={t('campaigns.name')}>
        {(control) => (
          <select {...control} value={campaign ?? ''} onChange={(event) => setChosen(event.target.value)}>
            {fitting.map(({ id, name }) => (
              <option key={id} value={id}>
                {textIn(name, i18n.language)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {campaigns.data !== undefined && fitting.length === 0 ? (
        <p className="hint gap-small">{t('collectors.noCampaign')}</p>
      ) : null}
      <div className="days">
        <TextField
          label={t('campaigns.first')}
          error={isChecked && from === undefined ? t('period.noDay') : undefined}
          inputMode="numeric"
          value={first}
          onChange={setFirst}
        />
        <TextField
          label={t('campaigns.last')}
          hint={t('campaigns.lastHint')}
          error={isChecked ? lastFault : undefined}
          inputMode="numeric"
          placeholder={t('period.placeholder')}
          value={last}
          onChange={setLast}
        />
      </div>
    </FormDialog>
  );
}
