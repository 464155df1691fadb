import type { LocalDay } from './day.ts';
import type { Change, Effect } from './effect.ts';
import type { LocalizedText } from './text.ts';
import type { UnitId } from './unit.ts';

/** How an answer comes in. */
export type Channel = 'qr' | 'link' | 'mail' | 'kiosk' | 'assisted' | 'paper';
export const CHANNELS: readonly Channel[] = ['qr', 'link', 'mail', 'kiosk', 'assisted', 'paper'];

/** Whom a campaign asks. Figures of different populations never share a line or a total. */
export type Population = 'served' | 'household';

/** A survey round. */
export interface Campaign {
  id: string;
  name: LocalizedText;
  /** Campaigns of one series may be compared over time: same population, same method. */
  series: string;
  population: Population;
  /** Versions accepted, the current one first; older ones stay for kiosks that were offline. */
  versions: readonly string[];
  /** The unit whose subtree takes part. */
  unit: UnitId;
  channels: readonly Channel[];
  from: LocalDay;
  /** First day on which no visit counts any more; absent = open end. */
  until?: LocalDay;
  /** First day on which late uploads are no longer taken into the figures but kept aside. */
  uploadUntil?: LocalDay;
  isOpen: boolean;
  /** Each counter's figures may be seen, by its own office only; absent = they may not. */
  showsCounters?: boolean;
  /** Since when it is closed, where that is known. */
  closedAt?: Date;
}

/** Before any survey that could be brought in; an earlier year is mistyped. */
const EARLIEST_FIRST_DAY: LocalDay = '2010-01-01';
const YEARS_AHEAD = 5;

/**
 * Whether a campaign can be meant to begin on that day. Its figures are read month by
 * month since then: a year 1026 would ask for twelve thousand months of every unit.
 */
export function isFirstDayLikely(from: LocalDay, today: LocalDay): boolean {
  const latest = `${Number(today.slice(0, 4)) + YEARS_AHEAD}${today.slice(4)}`;
  return EARLIEST_FIRST_DAY <= from && from <= latest;
}

/** One point where answers come in; belongs for good to a unit and a channel. */
export interface Collector {
  /** Short opaque code that stays on the wall: Crockford base 32, five characters for posters. */
  code: string;
  unit: UnitId;
  channel: Channel;
  label: string;
  /** Procedure preset of this point, if it serves only one. */
  procedure?: string;
  assignments: readonly Assignment[];
  isOpen: boolean;
  /** Since when it is closed, where that is known. */
  closedAt?: Date;
}

/** Which campaign a collector serves from when until when (half-open days). Assignments never overlap. */
export interface Assignment {
  campaign: string;
  from: LocalDay;
  until?: LocalDay;
}

/** What services need to know of campaigns and collectors. Implemented in server/storage. */
export interface CampaignCatalogue {
  findCampaign(id: string): Promise<Campaign | undefined>;
  findSeries(series: string): Promise<readonly Campaign[]>;
}

export interface CollectorCatalogue {
  findCollector(code: string): Promise<Collector | undefined>;
}

export interface CampaignStore extends CampaignCatalogue {
  /** Ordered by first day, newest first. */
  listCampaigns(): Promise<readonly Campaign[]>;
  /** @throws Problem `campaign-exists` */
  insertCampaign(campaign: Campaign, effects: readonly Effect[]): Promise<void>;
  /**
   * Reads, decides, writes if nobody was faster, else reads and decides again.
   * `decide` has no side effects.
   *
   * @throws Problem `campaign-missing`, and what `decide` throws
   */
  changeCampaign(id: string, decide: (campaign: Campaign) => Change<Campaign>): Promise<Campaign>;
}

export interface CollectorStore extends CollectorCatalogue {
  /** Those of the given units, ordered by unit and label; all of them when no units are given. */
  listCollectors(units?: readonly UnitId[]): Promise<readonly Collector[]>;
  /** False when the code is taken, so that the caller can try another. */
  insertCollector(collector: Collector, effects: readonly Effect[]): Promise<boolean>;
  /**
   * As `changeCampaign`.
   *
   * @throws Problem `collector-missing`, and what `decide` throws
   */
  changeCollector(code: string, decide: (collector: Collector) => Change<Collector>): Promise<Collector>;
}
