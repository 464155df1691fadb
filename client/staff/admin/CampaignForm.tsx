/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CHANNELS,
  isFirstDayLikely,
  type Channel,
  type Population,
} from '../../../server/domain/campaign.ts';
import { addDays } from '../../../server/domain/day.ts';
import { formatDay } from '../format.ts';
import { useSaveCampaign, type CampaignDraft, type ListedCampaign } from '../hooks/useCampaigns.ts';
import { useReader } from '../hooks/useSession.ts';
import { useSurveys } from '../hooks/useSurveys.ts';
import { useToday } from '../hooks/useToday.ts';
import { lastDayOf, parseTypedDay } from '../period.ts';
import { scopesOf } from '../rights.ts';
import { FormDialog } from '../shell/FormDialog.tsx';
import { TextField } from '../shell/TextField.tsx';
import { Field } from '../shell/Field.tsx';
import { UnitField, type PickedUnit } from '../shell/UnitField.tsx';
import { nameIn } from '../unitName.ts';

interface Props {
  campaign: ListedCampaign | undefined;
  onClose: () => void;
  onSaved: (name: string) => void;
}

/** A new survey round, or what may change in one: its name, its versions, its end. */
export function CampaignForm({ campaign, onClose, onSaved }: Props) {
  const { t, i18n } = useTranslation();
  const reader = useReader();
  const surveys = useSurveys();
  const save = useSaveCampaign();
  const scopes = scopesOf(reader);
  const today = useToday();
  const [name, setName] = useState(campaign?.name['vi'] ?? '');
  const [id, setId] = useState<string>();
  const [english, setEnglish] = useState(campaign?.name['en'] ?? '');
  const [khmer, setKhmer] = useState(campaign?.name['km'] ?? '');
  const [series, setSeries] = useState(campaign?.series ?? '');
  const [population, setPopulation] = useState<Population>(campaign?.population ?? 'served');
  const [versions, setVersions] = useState<readonly string[]>(campaign?.versions ?? []);
  const [unit, setUnit] = useState<PickedUnit | undefined>(
    campaign === undefined
      ? scopes.length === 1
        ? scopes[0]
        : undefined
      : { id: campaign.unit, name: campaign.unitName ?? campaign.unit },
  );
  const [channels, setChannels] = useState<readonly Channel[]>(
    campaign?.channels ?? ['qr', 'link', 'kiosk', 'assisted'],
  );
  const [first, setFirst] = useState(formatDay(campaign?.from ?? today));
  const [last, setLast] = useState(
    campaign?.until === undefined ? '' : formatDay(lastDayOf({ from: campaign.from, until: campaign.until })),
  );
  const [showsCounters, setShowsCounters] = useState(campaign?.showsCounters ?? false);
  const [isChecked, setIsChecked] = useState(false);

  const key = id ?? keyOf(name);
  const from = parseTypedDay(first);
  const lastDay = last.trim() === '' ? undefined : parseTypedDay(last);
  const faults = {
    name: name.trim() === '' ? t('campaigns.noName') : undefined,
    id: campaign !== undefined || isKey(key) ? undefined : t('campaigns.keyFault'),
    series: campaign !== undefined || isKey(series) ? undefined : t('campaigns.seriesFault'),
    versions: versions.length === 0 ? t('campaigns.noVersion') : undefined,
    unit: unit === undefined ? t('campaigns.noUnit') : undefined,
    channels: channels.length === 0 ? t('campaigns.noChannel') : undefined,
    first:
      from === undefined
        ? t('period.noDay')
        : campaign === undefined && !isFirstDayLikely(from, today)
          ? t('problems.campaign-first-day')
          : undefined,
    last:
      last.trim() === ''
        ? undefined
        : lastDay === undefined
          ? t('period.noDay')
          : from !== undefined && lastDay < from
            ? t('campaigns.endsBefore')
            : undefined,
  };
  const shown = (fault: string | undefined) => (isChecked ? fault : undefined);

  const handleSubmit = () => {
    setIsChecked(true);
    if (
      Object.values(faults).some((fault) => fault !== undefined) ||
      unit === undefined ||
      from === undefined
    )
      return;
    const names = {
      vi: name.trim(),
      ...(english.trim() === '' ? {} : { en: english.trim() }),
      ...(khmer.trim() === '' ? {} : { km: khmer.trim() }),
    };
    const changes: Partial<CampaignDraft> = {
      name: names,
      versions,
      channels,
      ...(showsCounters === (campaign?.showsCounters ?? false) ? {} : { showsCounters }),
      ...(lastDay === undefined ? {} : { until: addDays(lastDay, 1) }),
      ...(campaign === undefined
        ? { id: key, series, population, unit: unit.id, from }
        : lastDay === undefined && campaign.until !== undefined
          ? { until: null }
          : {}),
    };
    save.mutate(campaign === undefined ? { changes } : { id: campaign.id, changes }, {
      onSuccess: () => onSaved(names.vi),
    });
  };

  const offered = [
    ...new Set([
      ...(campaign?.versions ?? []),
      ...(surveys.data ?? []).flatMap((survey) => survey.versions.map(({ version }) => version)),
    ]),
  ];

  return (
    <FormDialog
      title={campaign === undefined ? t('campaigns.new') : t('campaigns.edit', { name })}
      intro={campaign === undefined ? undefined : t('campaigns.fixed')}
      onClose={onClose}
      submit={campaign === undefined ? t('campaigns.create') : t('common.save')}
      isPending={save.isPending}
      error={save.error}
      onSubmit={handleSubmit}
    >
      <div className="form-grid">
        <TextField
          label={t('campaigns.nameIn', { language: 'Tiếng Việt' })}
          error={shown(faults.name)}
          value={name}
          onChange={setName}
        />
        <TextField
          label={t('campaigns.nameIn', { language: 'English' })}
          hint={t('common.optional')}
          lang="en"
          value={english}
          onChange={setEnglish}
        />
        <TextField
          label={t('campaigns.nameIn', { language: 'ភាសាខ្មែរ' })}
          hint={t('common.optional')}
          lang="km"
          value={khmer}
          onChange={setKhmer}
        />
        {campaign === undefined ? (
          <TextField
            label={t('campaigns.key')}
            hint={t('campaigns.keyHint')}
            error={shown(faults.id)}
            isMono
            value={key}
            onChange={setId}
          />
        ) : null}
        <TextField
          label={t('campaigns.series')}
          hint={t('campaigns.seriesHint')}
          error={shown(faults.series)}
          isMono
          disabled={campaign !== undefined}
          value={series}
          onChange={setSeries}
        />
        <Field label={t('campaigns.population')}>
          {(control) => (
            <select
              {...control}
              value={population}
              disabled={campaign !== undefined}
              onChange={(event) => setPopulation(event.target.value as Population)}
            >
              {(['served', 'household'] as const).map((each) => (
                <option key={each} value={each}>
                  {t(`population.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {campaign === undefined ? (
          <UnitField
            label={t('campaigns.unit')}
            unit={unit}
            suggestions={scopes}
            error={shown(faults.unit)}
            onPick={setUnit}
          />
        ) : (
          <Field label={t('campaigns.unit')}>
            {(control) => (
              <input
                {...control}
                value={nameIn(campaign.unitName ?? campaign.unit, i18n.language)}
                disabled
                readOnly
              />
            )}
          </Field>
        )}
        <TextField
          label={t('campaigns.first')}
          error={shown(faults.first)}
          inputMode="numeric"
          placeholder={t('period.placeholder')}
          disabled={campaign !== undefined}
          value={first}
          onChange={setFirst}
        />
        <TextField
          label={t('campaigns.last')}
          hint={t('campaigns.lastHint')}
          error={shown(faults.last)}
          inputMode="numeric"
          placeholder={t('period.placeholder')}
          value={last}
          onChange={setLast}
        />
        <fieldset>
          <legend className="label">{t('campaigns.versions')}</legend>
          {offered.map((version) => (
            <label className="check" key={version}>
              <input
                type="checkbox"
                checked={versions.includes(version)}
                onChange={(event) => setVersions(toggle(versions, version, event.target.checked))}
              />
              <span className="mono">
                {version}
                {versions[0] === version ? <small>{t('campaigns.current')}</small> : null}
              </span>
            </label>
          ))}
          <p className="hint">{t('campaigns.versionsHint')}</p>
          {shown(faults.versions) === undefined ? null : <span className="err">{faults.versions}</span>}
        </fieldset>
        <fieldset>
          <legend className="label">{t('campaigns.channels')}</legend>
          {CHANNELS.map((channel) => (
            <label className="check" key={channel}>
              <input
                type="checkbox"
                checked={channels.includes(channel)}
                onChange={(event) => setChannels(toggle(channels, channel, event.target.checked))}
              />
              <span>{t(`channel.${channel}`)}</span>
            </label>
          ))}
          {shown(faults.channels) === undefined ? null : <span className="err">{faults.channels}</span>}
        </fieldset>
        <label className="check">
          <input
            type="checkbox"
            checked={showsCounters}
            onChange={(event) => setShowsCounters(event.target.checked)}
          />
          <span>
            {t('campaigns.showsCounters')}
            <small>{t('campaigns.showsCountersHint')}</small>
          </span>
        </label>
      </div>
    </FormDialog>
  );
}

/** The one chosen last stands first: it is the version that new visitors see. */
function toggle<T>(list: readonly T[], item: T, isOn: boolean): T[] {
  const others = list.filter((each) => each !== item);
  return isOn ? [item, ...others] : others;
}

const isKey = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,79}$/.test(text);

/** `Thường xuyên 2026` → `thuong-xuyen-2026`. */
export const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('đ', 'd')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
