import { randomUUID } from 'node:crypto';
import type { Campaign, Collector } from '../../server/domain/campaign.ts';
import { addDays, localDayOf, type LocalDay } from '../../server/domain/day.ts';
import type { Answers } from '../../server/domain/questionnaire/plan.ts';
import type { Submission } from '../../server/domain/submission.ts';
import { withRank } from '../../server/domain/tallyTree.ts';
import type { Unit } from '../../server/domain/unit.ts';
import { RECENT_DAYS } from '../../client/staff/period.ts';
import type { TestApp } from './testApp.ts';
import { unitOf } from './units.ts';

export const AN_GIANG = 'vn-an-giang';

/** Offices of An Giang with their counters; one office is too small to show. */
const offices: { id: string; name: string; people: number; better: number }[] = [
  { id: 'land-office', name: 'Văn phòng Đăng ký đất đai', people: 240, better: 0.62 },
  { id: 'civil-registry', name: 'Phòng Tư pháp, hộ tịch', people: 130, better: 0.9 },
  { id: 'business-office', name: 'Phòng Đăng ký kinh doanh', people: 70, better: 0.82 },
  { id: 'health-office', name: 'Sở Y tế', people: 40, better: 0.8 },
  { id: 'tax-office', name: 'Thuế tỉnh An Giang, bộ phận một cửa liên thông', people: 3, better: 0.5 },
  { id: 'quiet-office', name: 'Sở Ngoại vụ', people: 0, better: 0.5 },
];

const campaign: Campaign = {
  id: 'thuong-xuyen',
  name: { vi: 'Thường xuyên 2026', en: 'Regular 2026', km: 'ទៀងទាត់ 2026' },
  series: 'thuong-xuyen',
  population: 'served',
  versions: ['sipas-service@2023-1'],
  unit: 'vn',
  channels: ['qr', 'link', 'kiosk', 'assisted'],
  from: '2025-01-01',
  isOpen: true,
  showsCounters: true,
};

const collectors: Collector[] = [
  {
    code: 'A1B2C',
    unit: 'land-office',
    channel: 'qr',
    label: 'Quầy 1, đất đai',
    isOpen: true,
    assignments: [{ campaign: campaign.id, from: '2025-01-01' }],
  },
  {
    code: 'D3E4F',
    unit: 'civil-registry',
    channel: 'kiosk',
    label: 'Kiosk sảnh',
    isOpen: true,
    assignments: [],
  },
];

/** A fixed sequence between 0 and 1, so that every run shows the same figures. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

const rows: Record<string, readonly string[]> = {
  access: ['seats', 'equipmentSufficient', 'equipmentModern', 'equipmentEasy'],
  procedure: ['postedFully', 'postedAccurately', 'dossier', 'fees', 'time'],
  staff: ['polite', 'listening', 'answering', 'guidance', 'clearGuidance', 'rules'],
  result: ['conforms', 'complete', 'accurate'],
  feedback: ['channels', 'easy', 'handled', 'notified'],
};

function answersOf(better: number, random: () => number): Answers {
  const level = (share: number) => {
    const drawn = random();
    if (drawn < share * 0.6) return 4;
    if (drawn < share) return 5;
    return [3, 3, 2, 1][Math.floor(random() * 4)] ?? 3;
  };
  const shift: Record<string, number> = { staff: 0.06, feedback: -0.2, procedure: -0.03 };
  return Object.fromEntries(
    Object.entries(rows)
      .filter(([question]) => question !== 'feedback' || random() < 0.6)
      .map(([question, items]) => [
        question,
        Object.fromEntries(
          items.filter(() => random() > 0.03).map((item) => [item, level(better + (shift[question] ?? 0))]),
        ),
      ]),
  );
}

/**
 * An Giang with six offices, one campaign, two collectors and some five
 * hundred visits in the thirty days up to today and in the thirty before;
 * none today itself.
 */
export async function fillStaffWorld({ stores }: Pick<TestApp, 'stores'>, now = new Date()): Promise<void> {
  const yesterday = addDays(localDayOf(now), -1);
  const units: Unit[] = offices.flatMap(({ id, name }) => [
    unitOf(id, 'agency', AN_GIANG, { names: [{ value: { vi: name } }], from: '2025-07-01' }),
    unitOf(`${id}-1`, 'counter', id, { names: [{ value: { vi: 'Quầy 1' } }], from: '2025-07-01' }),
  ]);
  await stores.units.insertUnits(units);
  await stores.campaigns.insertCampaign(campaign, []);
  for (const collector of collectors) await stores.collectors.insertCollector(collector, []);

  const random = sequence(2026);
  const submissions = [addDays(yesterday, -RECENT_DAYS), yesterday].flatMap((lastDay) =>
    offices.flatMap(({ id, people, better }) =>
      Array.from({ length: people }, () =>
        visitTo(id, addDays(lastDay, -Math.floor(random() * 28)), answersOf(better, random)),
      ),
    ),
  );
  await insertVisits({ stores }, submissions);
}

export const visitTo = (unit: string, day: LocalDay, answers: Answers): Submission => ({
  id: randomUUID(),
  version: 'sipas-service@2023-1',
  campaign: campaign.id,
  collector: 'A1B2C',
  channel: 'qr',
  unit,
  day,
  receivedAt: new Date(`${day}T03:00:00Z`),
  answers,
  locale: 'vi',
  quality: { tooFast: false, straightLined: false },
  receiptHash: randomUUID(),
});

/** Mark, insert, mark: as a submission does it. */
export async function insertVisits(
  { stores }: Pick<TestApp, 'stores'>,
  submissions: readonly Submission[],
): Promise<void> {
  const tree = await stores.loadTree();
  const keys = new Map(
    submissions.map(({ unit, version, campaign: round, day }) => {
      const key = withRank(tree, { unit, version, campaign: round, period: day });
      return [JSON.stringify(key), key];
    }),
  );
  await stores.tallies.markTallies([...keys.values()]);
  await stores.submissions.insertSubmissions([...submissions]);
  await stores.tallies.markTallies([...keys.values()]);
}
