/**
 * The lens: every choice that makes a figure, kept in the address and nowhere
 * else, so that a link shows another reader the same numbers.
 */
import { CHANNELS, type Channel } from '../../server/domain/campaign.ts';
import { isLocalDay, type LocalDay, type Period } from '../../server/domain/day.ts';
import type { ReportQuery } from '../../server/domain/report.ts';
import type { MapReading, UnitId, UnitKind } from '../../server/domain/unit.ts';
import { recentPeriod } from './period.ts';

export type Level = ReportQuery['by'];
const LEVELS: readonly Level[] = ['province', 'commune', 'agency', 'counter'];

export interface Lens {
  period: Period;
  /** At most one of campaign and series; neither = the campaign that is running. */
  campaign?: string;
  series?: string;
  channel?: Channel;
  procedure?: string;
  map: MapReading;
  within?: UnitId;
  by?: Level;
}

const isChannel = (text: string | null): text is Channel => CHANNELS.includes(text as Channel);
const isLevel = (text: string | null): text is Level => LEVELS.includes(text as Level);

/** Reads the lens out of an address. What cannot be read is as if it were not there. */
export function readLens(params: URLSearchParams, today: LocalDay): Lens {
  const from = params.get('from') ?? '';
  const until = params.get('until') ?? '';
  const isPeriod = isLocalDay(from) && isLocalDay(until) && from < until;
  const channel = params.get('channel');
  const by = params.get('by');
  return {
    period: isPeriod ? { from, until } : recentPeriod(today),
    map: params.get('map') === 'as-was' ? 'as-was' : 'today',
    ...textOf('campaign', params),
    ...(params.get('campaign') ? {} : textOf('series', params)),
    ...textOf('procedure', params),
    ...textOf('within', params),
    ...(isChannel(channel) ? { channel } : {}),
    ...(isLevel(by) ? { by } : {}),
  };
}

function textOf<K extends 'campaign' | 'series' | 'procedure' | 'within'>(
  key: K,
  params: URLSearchParams,
): { [P in K]?: string } {
  const text = params.get(key);
  return text ? ({ [key]: text } as { [P in K]?: string }) : {};
}

/** A change of one or more choices as a new address; `undefined` takes a choice back. */
export function withChoices(
  params: URLSearchParams,
  choices: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [key, value] of Object.entries(choices)) {
    if (value === undefined) next.delete(key);
    else next.set(key, value);
  }
  return next;
}

/**
 * The query string of the report, the same for the page and for the file.
 *
 * @param language of the notes and of the file's headings
 */
export function reportQuery(
  lens: Lens,
  { by, within, campaign }: { by: Level; within: UnitId; campaign: string | undefined },
  language: string,
): string {
  const query = new URLSearchParams();
  if (lens.series !== undefined) query.set('series', lens.series);
  else if (campaign !== undefined) query.set('campaign', campaign);
  query.set('from', lens.period.from);
  query.set('until', lens.period.until);
  query.set('by', by);
  query.set('within', within);
  if (lens.channel !== undefined) query.set('channel', lens.channel);
  if (lens.procedure !== undefined) query.set('procedure', lens.procedure);
  query.set('map', lens.map);
  query.set('lang', language);
  return query.toString();
}

/** The level of rows that a reader of such a unit wants first. */
export function defaultLevel(kind: UnitKind | undefined): Level {
  if (kind === 'country') return 'province';
  return kind === 'counter' ? 'counter' : 'agency';
}

/**
 * Levels that make sense as rows of a unit of this kind.
 *
 * @param seesCounters the reader is of this very office, and the survey round shows its counters
 */
export function levelsBelow(kind: UnitKind | undefined, seesCounters: boolean): readonly Level[] {
  switch (kind) {
    case 'province':
    case 'district':
      return ['commune', 'agency'];
    case 'commune':
      return ['agency'];
    case 'agency':
      return seesCounters ? ['agency', 'counter'] : ['agency'];
    case 'counter':
      return ['counter'];
    default:
      return LEVELS.filter((level) => level !== 'counter');
  }
}

/** The level asked for where the unit has it, else the first one: a link may have been made for another unit. */
export function levelFor(kind: UnitKind | undefined, asked: Level | undefined, seesCounters: boolean): Level {
  return asked !== undefined && levelsBelow(kind, seesCounters).includes(asked) ? asked : defaultLevel(kind);
}
