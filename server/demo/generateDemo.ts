/**
 * Invented answers, the same for the same seed.
 *
 * Behind each answer stands a normal variable: a part that the person brings to
 * everything, one that the person brings to the factor, and the criterion's own.
 * Somebody is satisfied when it lies below the quantile of the planned chance, so
 * each criterion is satisfied with exactly that chance, while answers of one
 * person resemble each other.
 */
import type { Campaign, Channel, Collector } from '../domain/campaign.ts';
import { addDays, daysIn, startOfDay, type LocalDay, type Period } from '../domain/day.ts';
import { qualityOf } from '../domain/questionnaire/levels.ts';
import type { Answers, AnswerValue } from '../domain/questionnaire/plan.ts';
import type { SurveyVersion } from '../domain/questionnaire/version.ts';
import type { Submission } from '../domain/submission.ts';
import {
  answersOfTooSmall,
  centres,
  channelWeights,
  comments,
  counters,
  COUNTERS_SINCE,
  departmentsOfToday,
  formerDepartments,
  landOffices,
  likeness,
  MERGER_DAY,
  NOT_APPLICABLE_OTHERWISE,
  notApplicable,
  type PlannedOffice,
  type Truth,
} from './demoPlan.ts';
import { normalQuantile } from './normalQuantile.ts';
import type { Random } from './random.ts';

/** Eighteen months; more once the weeks before the merger of 1 July 2025 would fall out. */
const DAYS_BACK = 549;
const WEEKS_BEFORE_MERGER = '2025-05-25';

export const LONG_CAMPAIGN = 'demo-visits';
export const SHORT_CAMPAIGN = 'demo-counters';

export interface Demo {
  campaigns: readonly Campaign[];
  collectors: readonly Collector[];
  submissions: readonly Submission[];
}

export interface DemoOptions {
  random: Random;
  today: LocalDay;
  /** `sipas-service` and `counter-short`. */
  long: SurveyVersion;
  short: SurveyVersion;
  /** Hash of the receipt that the submission of this id would get. */
  receiptHashOf: (id: string) => string;
}

/** Campaigns, collectors and answers of the whole demo; answers end yesterday. */
export function generateDemo(options: DemoOptions): Demo {
  const { today, long, short } = options;
  const from = [addDays(today, -DAYS_BACK), WEEKS_BEFORE_MERGER].sort()[0] ?? WEEKS_BEFORE_MERGER;
  const codes = new Codes(options.random);
  const round = (id: string, name: Campaign['name'], version: string, channels: Channel[]) => ({
    id,
    name,
    series: id,
    population: 'served' as const,
    versions: [version],
    unit: 'vn',
    channels,
    from,
    isOpen: true,
  });
  const campaigns: Campaign[] = [
    round(
      LONG_CAMPAIGN,
      { vi: 'Đánh giá sau khi giao dịch', en: 'After the visit', km: 'វាយតម្លៃក្រោយពេលធ្វើនីតិវិធី' },
      long.version,
      ['qr', 'link', 'assisted'],
    ),
    {
      ...round(
        SHORT_CAMPAIGN,
        { vi: 'Đánh giá nhanh tại quầy', en: 'At the counter', km: 'វាយតម្លៃរហ័សនៅបញ្ជរ' },
        short.version,
        ['kiosk'],
      ),
      showsCounters: true,
    },
  ];

  const collectors: Collector[] = [];
  const submissions: Submission[] = [];
  for (const { open, ...office } of officesOf({ from, until: today })) {
    const own = channelWeights.map(({ channel, weight }) => ({
      weight,
      collector: collectorOf(codes.next(), office.id, channel, LONG_CAMPAIGN, open, today),
    }));
    collectors.push(...own.map(({ collector }) => collector));
    for (const { day, people } of visitsOf(options.random, office, open)) {
      for (let person = 0; person < people; person++) {
        const { collector } = options.random.pickWeighted(own);
        submissions.push(longSubmission(options, collector, day, office.truth));
      }
    }
  }
  for (const counter of counters) {
    const open = { from: from > COUNTERS_SINCE ? from : COUNTERS_SINCE, until: today };
    const collector = collectorOf(codes.next(), counter.id, 'kiosk', SHORT_CAMPAIGN, open, today);
    collectors.push(collector);
    for (const { day, people } of visitsOf(options.random, counter, open)) {
      for (let person = 0; person < people; person++) {
        submissions.push(shortSubmission(options, collector, day, counter.satisfied));
      }
    }
  }
  return { campaigns, collectors, submissions };
}

/** Every office with the days on which it served people. */
export function officesOf({ from, until }: Period): (PlannedOffice & { open: Period })[] {
  const during = (offices: readonly PlannedOffice[], open: Period) =>
    offices.map((office) => ({ ...office, open }));
  const later = from > MERGER_DAY ? from : MERGER_DAY;
  return [
    ...during(formerDepartments, { from, until: MERGER_DAY }),
    ...during(departmentsOfToday, { from: later, until }),
    ...during(landOffices, { from, until }),
    ...during(centres, { from: later, until }),
  ].filter(({ open }) => open.from < open.until);
}

/** What share of an office's scored answers is satisfied in the long run: over its criteria, as often as they apply. */
export function trueShare(truth: Truth, criteria: readonly string[]): number {
  let satisfied = 0;
  let scored = 0;
  for (const criterion of criteria) {
    const applies = 1 - chanceOfNotApplying(criterion);
    satisfied += applies * chanceOf(truth, factorOf(criterion));
    scored += applies;
  }
  return satisfied / scored;
}

const factorOf = (criterion: string): keyof Truth => criterion.split('.', 1)[0] as keyof Truth;
const chanceOf = (truth: Truth, factor: keyof Truth): number => truth[factor] / 100;
const chanceOfNotApplying = (criterion: string): number =>
  (notApplicable[criterion] ?? NOT_APPLICABLE_OTHERWISE) / 100;

/**
 * One survey day a week, Monday, Wednesday or Friday, so that there are few tallies to count at start; the too
 * small offices have their few people now and then.
 */
function visitsOf(
  random: Random,
  { id, weekly }: { id: string; weekly: number },
  open: Period,
): { day: LocalDay; people: number }[] {
  const few = answersOfTooSmall[id];
  const weekday = random.pick([1, 3, 5]);
  const surveyDays = daysIn(open).filter((day) => weekdayOf(day) === weekday);
  if (few !== undefined) {
    const days = Array.from({ length: few }, () => random.pick(surveyDays)).sort();
    return days.map((day) => ({ day, people: 1 }));
  }
  return surveyDays.map((day) => ({ day, people: poisson(random, weekly) }));
}

/** Sunday is 0. */
const weekdayOf = (day: LocalDay): number => new Date(`${day}T00:00:00Z`).getUTCDay();

function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count++;
  return count;
}

const channelNames: Record<string, string> = {
  qr: 'Áp phích ở sảnh chờ',
  link: 'Đường dẫn trong tin trả kết quả',
  assisted: 'Máy tính bảng có người hỗ trợ',
  kiosk: 'Máy tính bảng tại quầy',
};

function collectorOf(
  code: string,
  unit: string,
  channel: Channel,
  campaign: string,
  open: Period,
  today: LocalDay,
): Collector {
  const hasEnded = open.until < today;
  return {
    code,
    unit,
    channel,
    label: channelNames[channel] ?? channel,
    assignments: [{ campaign, from: open.from, ...(hasEnded ? { until: open.until } : {}) }],
    isOpen: !hasEnded,
  };
}

function longSubmission(options: DemoOptions, collector: Collector, day: LocalDay, truth: Truth): Submission {
  const { random, long } = options;
  const brought = random.normal() * Math.sqrt(likeness.person);
  const byFactor = new Map<string, number>();
  const matrices: Record<string, Record<string, string | number>> = {};
  for (const { key, factor, question, row } of long.scoring.criteria) {
    if (row === undefined) continue;
    const toFactor = byFactor.get(factor) ?? random.normal() * Math.sqrt(likeness.factor);
    byFactor.set(factor, toFactor);
    const own = random.normal() * Math.sqrt(1 - likeness.person - likeness.factor);
    const applies = random.next() >= chanceOfNotApplying(key);
    const level = levelAt(brought + toFactor + own, chanceOf(truth, factorOf(key)));
    (matrices[question] ??= {})[row] = applies ? level : 'na';
  }
  return submissionOf(options, long, collector, day, { ...matrices, ...aboutTheVisit(random) });
}

function shortSubmission(
  options: DemoOptions,
  collector: Collector,
  day: LocalDay,
  satisfied: number,
): Submission {
  const { random, short } = options;
  return submissionOf(options, short, collector, day, { visit: levelAt(random.normal(), satisfied / 100) });
}

/** Below the quantile of `chance` are the satisfied levels 5 and 4; the dissatisfied are neutral first. */
function levelAt(attitude: number, chance: number): number {
  const isBelow = (share: number) => attitude < normalQuantile(share);
  if (isBelow(chance * 0.45)) return 5;
  if (isBelow(chance)) return 4;
  if (isBelow(chance + (1 - chance) * 0.62)) return 3;
  return isBelow(chance + (1 - chance) * 0.9) ? 2 : 1;
}

/** The pages after the criteria: nothing there is required, and many leave it out. */
function aboutTheVisit(random: Random): Record<string, AnswerValue> {
  const sometimes = <T extends AnswerValue>(name: string, chance: number, draw: () => T) =>
    random.next() < chance ? { [name]: draw() } : {};
  const improvements = [
    'simplerProcedures',
    'shorterTime',
    'betterAttitude',
    'betterCapability',
    'betterFeedback',
    'moreTransparency',
  ];
  return {
    ...sometimes('procedureField', 0.85, () =>
      random.pick([
        'idCard',
        'landUse',
        'buildingPermit',
        'certification',
        'birth',
        'marriage',
        'otherField',
      ]),
    ),
    ...sometimes('contacts', 0.8, () =>
      random.pick(['once', 'once', 'once', 'twice', 'threeOrMore', 'unfinished']),
    ),
    ...sometimes('improvements', 0.4, () => {
      const first = random.whole(improvements.length);
      return improvements.slice(first, first + 1 + random.whole(3));
    }),
    ...sometimes('comment', 0.02, () => random.pick(comments)),
    ...sometimes('ageBand', 0.7, () => random.pick(['from18to29', 'from30to44', 'from45to59', 'from60'])),
    ...sometimes('sex', 0.7, () => random.pick(['female', 'male', 'undisclosed'])),
    ...sometimes('actingFor', 0.7, () => random.pick(['person', 'person', 'person', 'business'])),
  };
}

function submissionOf(
  { random, receiptHashOf }: DemoOptions,
  { version, plan, scoring }: SurveyVersion,
  collector: Collector,
  day: LocalDay,
  answers: Answers,
): Submission {
  const id = uuid(random);
  const minute = 8 * 60 + random.whole(8 * 60);
  const procedure = scoring.procedureQuestion === undefined ? undefined : answers[scoring.procedureQuestion];
  const elapsedMs = 40_000 + random.whole(180_000);
  return {
    id,
    version,
    campaign: collector.assignments[0]?.campaign ?? '',
    collector: collector.code,
    channel: collector.channel,
    ...(typeof procedure === 'string' ? { procedure } : {}),
    unit: collector.unit,
    day,
    receivedAt: new Date(startOfDay(day).getTime() + minute * 60_000),
    answers,
    locale: random.next() < 0.94 ? 'vi' : 'km',
    quality: qualityOf(plan, scoring, answers, elapsedMs),
    receiptHash: receiptHashOf(id),
  };
}

/** Version 4, from the seeded source. */
function uuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Codes of posters: five characters of Crockford's alphabet, none twice. */
class Codes {
  readonly #random: Random;
  readonly #taken = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  next(): string {
    for (;;) {
      const characters = Array.from({ length: 5 }, () =>
        this.#random.pick([...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']),
      );
      const code = characters.join('');
      if (this.#taken.has(code)) continue;
      this.#taken.add(code);
      return code;
    }
  }
}
