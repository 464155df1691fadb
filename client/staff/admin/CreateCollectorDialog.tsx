/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CHANNELS, type Channel } from '../../../server/domain/campaign.ts';
import { useCreateCollector } from '../hooks/useCollectors.ts';
import { useReader } from '../hooks/useSession.ts';
import { scopesOf } from '../rights.ts';
import { FormDialog } from '../shell/FormDialog.tsx';
import { TextField } from '../shell/TextField.tsx';
import { Field } from '../shell/Field.tsx';
import { UnitField, type PickedUnit } from '../shell/UnitField.tsx';

interface Props {
  unit: PickedUnit | undefined;
  onClose: () => void;
  onCreated: (label: string) => void;
}

/** A new point; its office and channel are for good. */
export function CreateCollectorDialog({ unit: given, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const reader = useReader();
  const create = useCreateCollector();
  const [unit, setUnit] = useState<PickedUnit | undefined>(given);
  const [channel, setChannel] = useState<Channel>('qr');
  const [label, setLabel] = useState('');
  const [procedure, setProcedure] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const suggestions = scopesOf(reader).filter(({ kind }) => kind === 'agency' || kind === 'counter');

  const handleSubmit = () => {
    setIsChecked(true);
    if (unit === undefined || label.trim() === '') return;
    create.mutate(
      {
        unit: unit.id,
        channel,
        label: label.trim(),
        ...(procedure.trim() === '' ? {} : { procedure: procedure.trim() }),
      },
      { onSuccess: () => onCreated(label.trim()) },
    );
  };

  return (
    <FormDialog
      isSmall
      title={t('collectors.new')}
      intro={t('collectors.forGood')}
      onClose={onClose}
      submit={t('collectors.create')}
      isPending={create.isPending}
      error={create.error}
      onSubmit={handleSubmit}
    >
      <UnitField
        label={t('collectors.unit')}
        unit={unit}
        suggestions={suggestions}
        error={isChecked && unit === undefined ? t('campaigns.noUnit') : undefined}
        onPick={setUnit}
      />
      <TextField
        label={t('collectors.label')}
        hint={t('collectors.labelHint')}
        error={isChecked && label.trim() === '' ? t('collectors.noLabel') : undefined}
        maxLength={120}
        value={label}
        onChange={setLabel}
      />
      <Field label={t('collectors.channel')}>
        {(control) => (
          <select
            {...control}
            value={channel}
            onChange={(event) => setChannel(event.target.value as Channel)}
          >
            {CHANNELS.map((each) => (
              <option key={each} value={each}>
                {t(`channel.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextField
        label={t('collectors.procedure')}
        hint={t('collectors.procedureHint')}
        value={procedure}
        onChange={setProcedure}
      />
    </FormDialog>
  );
}
