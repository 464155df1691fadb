/** @jsxImportSource react */
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CHANNELS } from '../../../server/domain/campaign.ts';
import { addDays, type LocalDay, type Period } from '../../../server/domain/day.ts';
import { textIn, type LocalizedText } from '../../../server/domain/text.ts';
import { formatDay } from '../format.ts';
import type { ListedCampaign } from '../hooks/useCampaigns.ts';
import type { Lens } from '../lens.ts';
import { kindOf, lastDayOf, parseTypedDay, presets, stepPeriod } from '../period.ts';
import { capitalise, periodText } from '../periodText.ts';
import { Button } from '../shell/Button.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { Menu } from '../shell/Menu.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';

interface Props {
  lens: Lens;
  today: LocalDay;
  campaigns: readonly ListedCampaign[];
  /** The campaign whose figures are shown when the reader has chosen none. */
  campaign: ListedCampaign | undefined;
  procedures: Readonly<Record<string, LocalizedText>>;
  csvHref: string | undefined;
  onChoose: (choices: Readonly<Record<string, string | undefined>>) => void;
}

/** The choices that make a figure, as one line that can be read out. */
export function LensLine({ lens, today, campaigns, campaign, procedures, csvHref, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const [hasMore, setHasMore] = useState(false);
  const [isTyping, setIsTyping] = useState(false);
  const language = i18n.language;

  const choosePeriod = ({ from, until }: Period) => onChoose({ from, until });
  const step = (direction: 1 | -1) => {
    const next = stepPeriod(lens.period, direction);
    if (next.from <= today) choosePeriod(next);
  };
  useShortcuts({ '[': () => step(-1), ']': () => step(1) });

  const isSame = (period: Period) => period.from === lens.period.from && period.until === lens.period.until;
  const series = [...new Set(campaigns.map((each) => each.series))].filter(
    (name) => campaigns.filter((each) => each.series === name).length > 1,
  );
  const chosenText =
    lens.series !== undefined
      ? t('lens.series', { name: lens.series })
      : campaign === undefined
        ? t('lens.none')
        : textIn(campaign.name, language);
  const hasNext = stepPeriod(lens.period, 1).from <= today;

  return (
    <section className="lens" aria-label={t('lens.label')}>
      <span className="lens-period">
        <button
          type="button"
          className="step"
          aria-label={t('lens.previous')}
          title={`${t('lens.previous')} [`}
          onClick={() => step(-1)}
        >
          ‹
        </button>
        <Menu
          label={t('lens.period')}
          items={[
            ...presets(today).map(({ period }) => ({
              key: `${period.from}/${period.until}`,
              label: capitalise(periodText(t, period, today)),
              isChecked: isSame(period),
              onSelect: () => choosePeriod(period),
            })),
            {
              key: 'custom',
              label: t('lens.custom'),
              hint: t('lens.customHint'),
              isChecked:
                !presets(today).some(({ period }) => isSame(period)) && kindOf(lens.period) === 'custom',
              isAfterRule: true,
              onSelect: () => setIsTyping(true),
            },
          ]}
        >
          <span>
            {t('lens.period')} <b>{capitalise(periodText(t, lens.period, today))}</b>
          </span>
        </Menu>
        <Button
          className="step"
          aria-label={t('lens.next')}
          title={`${t('lens.next')} ]`}
          isOff={!hasNext}
          onClick={() => step(1)}
        >
          ›
        </Button>
      </span>
      <button
        type="button"
        className="narrow"
        aria-expanded={hasMore}
        aria-controls="lens-more"
        onClick={() => setHasMore(!hasMore)}
      >
        <b>{t('lens.more')}</b>
      </button>
      <div id="lens-more" className={hasMore ? 'lens-more open' : 'lens-more'}>
        <Menu
          label={t('lens.channel')}
          items={[
            {
              key: 'all',
              label: t('lens.allChannels'),
              isChecked: lens.channel === undefined,
              onSelect: () => onChoose({ channel: undefined }),
            },
            ...CHANNELS.map((channel) => ({
              key: channel,
              label: t(`channel.${channel}`),
              isChecked: lens.channel === channel,
              onSelect: () => onChoose({ channel }),
            })),
          ]}
        >
          <span>
            {t('lens.channel')}{' '}
            <b>{lens.channel === undefined ? t('lens.allChannels') : t(`channel.${lens.channel}`)}</b>
          </span>
        </Menu>
        <Menu
          label={t('lens.campaign')}
          items={[
            ...campaigns.map(({ id, name }) => ({
              key: id,
              label: textIn(name, language),
              isChecked: lens.series === undefined && campaign?.id === id,
              // Another round may know other procedures.
              onSelect: () => onChoose({ campaign: id, series: undefined, procedure: undefined }),
            })),
            ...series.map((name, index) => ({
              key: `series ${name}`,
              label: t('lens.series', { name }),
              isChecked: lens.series === name,
              isAfterRule: index === 0,
              onSelect: () => onChoose({ series: name, campaign: undefined, procedure: undefined }),
            })),
          ]}
        >
          <span>
            {t('lens.campaign')} <b>{chosenText}</b>
          </span>
        </Menu>
        {Object.keys(procedures).length === 0 && lens.procedure === undefined ? null : (
          <Menu
            label={t('lens.procedure')}
            items={[
              {
                key: 'all',
                label: t('lens.allProcedures'),
                isChecked: lens.procedure === undefined,
                onSelect: () => onChoose({ procedure: undefined }),
              },
              ...Object.entries(procedures).map(([key, label]) => ({
                key: `procedure ${key}`,
                label: textIn(label, language),
                isChecked: lens.procedure === key,
                onSelect: () => onChoose({ procedure: key }),
              })),
            ]}
          >
            <span>
              {t('lens.procedure')}{' '}
              <b>
                {lens.procedure === undefined
                  ? t('lens.allProcedures')
                  : textIn(procedures[lens.procedure] ?? { vi: lens.procedure }, language)}
              </b>
            </span>
          </Menu>
        )}
        <Menu
          label={t('lens.map')}
          items={(['today', 'as-was'] as const).map((map) => ({
            key: map,
            label: t(`map.${map}`),
            hint: t(`map.${map}-hint`),
            isChecked: lens.map === map,
            onSelect: () => onChoose({ map: map === 'today' ? undefined : map }),
          }))}
        >
          <span>
            {t('lens.map')} <b>{t(`map.${lens.map}`)}</b>
          </span>
        </Menu>
        {csvHref === undefined ? null : (
          <a className="lens-link narrow" href={csvHref} download>
            {t('lens.csv')}
          </a>
        )}
      </div>
      <span className="lens-end wide-only">
        {csvHref === undefined ? null : (
          <a className="lens-link" href={csvHref} download>
            {t('lens.csv')}
          </a>
        )}
      </span>
      {isTyping ? (
        <CustomPeriod
          period={lens.period}
          onClose={() => setIsTyping(false)}
          onChoose={(period) => {
            setIsTyping(false);
            choosePeriod(period);
          }}
        />
      ) : null}
    </section>
  );
}

interface CustomProps {
  period: Period;
  onClose: () => void;
  onChoose: (period: Period) => void;
}

/** Two days of the reader's own; both are inside the period. */
function CustomPeriod({ period, onClose, onChoose }: CustomProps) {
  const { t } = useTranslation();
  const [first, setFirst] = useState(formatDay(period.from));
  const [last, setLast] = useState(formatDay(lastDayOf(period)));
  const [isChecked, setIsChecked] = useState(false);

  const from = parseTypedDay(first);
  const until = parseTypedDay(last);
  const firstFault =
    from === undefined
      ? t('period.noDay')
      : until !== undefined && from > until
        ? t('period.wrongOrder', { last: formatDay(until) })
        : undefined;
  const lastFault = until === undefined ? t('period.noDay') : undefined;

  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (from !== undefined && until !== undefined && from <= until)
      onChoose({ from, until: addDays(until, 1) });
  };

  return (
    <Dialog isSmall title={t('period.title')} onClose={onClose}>
      <form onSubmit={handleSubmit} noValidate>
        <div className="days">
          {[
            { id: 'period-first', label: t('period.from'), value: first, set: setFirst, fault: firstFault },
            { id: 'period-last', label: t('period.to'), value: last, set: setLast, fault: lastFault },
          ].map(({ id, label, value, set, fault }) => (
            <div className="field" key={id}>
              <label htmlFor={id}>{label}</label>
              <input
                className="input"
                id={id}
                inputMode="numeric"
                autoComplete="off"
                placeholder={t('period.placeholder')}
                value={value}
                aria-invalid={isChecked && fault !== undefined ? true : undefined}
                aria-describedby={isChecked && fault !== undefined ? `${id}-error` : undefined}
                onChange={(event) => set(event.target.value)}
              />
              {isChecked && fault !== undefined ? (
                <span className="err" id={`${id}-error`}>
                  {fault}
                </span>
              ) : null}
            </div>
          ))}
        </div>
        <div className="btns">
          <button className="btn btn-main" type="submit">
            {t('period.show')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
