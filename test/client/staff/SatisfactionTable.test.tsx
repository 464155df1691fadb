/** @jsxImportSource react */
import { describe, expect, test } from '@jest/globals';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { MemoryRouter } from 'react-router';
import {
  SatisfactionTable,
  type SatisfactionRow,
  type Sorting,
} from '../../../client/staff/figures/SatisfactionTable.tsx';
import { createTexts } from '../../../client/staff/i18n.ts';
import type { Figure } from '../../../server/domain/report.ts';

const published = (share: number, answered: number): Figure => ({
  kind: 'published',
  answered,
  share,
  interval: { low: share - 0.05, high: share + 0.05 },
});

const row = (
  id: string,
  name: string,
  figure: Figure,
  rest: Partial<SatisfactionRow> = {},
): SatisfactionRow => ({
  id,
  name,
  href: `/figures/units/${id}`,
  figure,
  submissions: 10,
  asOf: '2026-10-31',
  ...rest,
});

const rows = [
  row('land', 'Đất đai', published(0.62, 1126)),
  row('civil', 'Hộ tịch', published(0.9, 130)),
  row('health', 'Bộ phận y tế', published(0.8, 64)),
  row('tax', 'An ninh', { kind: 'withheld', reason: 'few', minimumAnswers: 5 }, { submissions: 3 }),
  row('next', 'Ban quản lý', { kind: 'withheld', reason: 'complementary', minimumAnswers: 5 }),
  row('quiet', 'Chi cục', { kind: 'unanswered' }, { submissions: 0, asOf: undefined }),
];

function render(sorting: Sorting, list: readonly SatisfactionRow[] = rows): string {
  return renderToStaticMarkup(
    <I18nextProvider i18n={createTexts('vi')}>
      <MemoryRouter>
        <SatisfactionTable
          caption="Tỷ lệ"
          rows={list}
          total={row('all', 'Chung', published(0.73, 1320))}
          sorting={sorting}
          onSort={() => undefined}
        />
      </MemoryRouter>
    </I18nextProvider>,
  );
}

const bodyOf = (html: string): string => /<tbody[^>]*>(.*?)<\/tbody>/s.exec(html)?.[1] ?? '';
const namesIn = (html: string): string[] =>
  [...bodyOf(html).matchAll(/<a [^>]*>([^<]*)<\/a>/g)].map(([, name = '']) => name);
const lineOf = (html: string, name: string): string =>
  bodyOf(html)
    .split('</tr>')
    .find((line) => line.includes(`>${name}<`)) ?? '';

const byName: Sorting = { column: 'name', isDescending: false };

test('of a long table the first rows of the chosen order are drawn, and it says how many there are', () => {
  const many = Array.from({ length: 250 }, (_, n) => row(`u${n}`, `Đơn vị ${n}`, published(n / 250, 100)));

  const html = render({ column: 'share', isDescending: true }, many);
  const names = namesIn(html);

  expect(names).toHaveLength(200);
  // The highest share first, 249 / 250; the 200th is 249 - 199.
  expect([names[0], names[199]]).toEqual(['Đơn vị 249', 'Đơn vị 50']);
  expect(html).toContain('Đang hiện 200 trên 250 dòng');
  expect(html).toContain('Hiện thêm 50 dòng');
  expect(html).not.toContain('Hiện cả');
  expect(render(byName)).not.toContain('Đang hiện');
});

describe('a row of the table', () => {
  const html = render(byName);

  test('shows share, interval and n in this order', () => {
    expect(lineOf(html, 'Đất đai')).toMatch(/62,00\u00A0%.*57,00\u00A0–\u00A067,00.*1\.126/s);
  });

  test('of too few people shows the sentence and no number of people who answered', () => {
    const line = lineOf(html, 'An ninh');

    expect(line).toContain('Chưa đủ 5 người trả lời nên không hiện số');
    expect(line).not.toContain('%');
    expect(line).not.toContain('<svg');
  });

  test('that protects another one says so', () => {
    expect(lineOf(html, 'Ban quản lý')).toContain('Giữ kín kèm theo');
  });

  test('nobody answered says so in words, without a hatch, a zero or a dash', () => {
    const line = lineOf(html, 'Chi cục');

    expect(line).toContain('Chưa có ai trả lời');
    expect(line).not.toContain('held');
    expect(line).not.toMatch(/0,00|>-<|>–</);
    expect(line).not.toContain('chưa có ngày đủ người');
  });

  test('says that no day has enough people only where people have answered', () => {
    const waiting = row('few', 'Phòng Nội vụ', { kind: 'unanswered' }, { submissions: 3, asOf: undefined });

    expect(lineOf(render(byName, [waiting]), 'Phòng Nội vụ')).toContain('chưa có ngày đủ người');
  });

  test('names its place where it has one', () => {
    const placed = row('reg', 'Phòng Tư pháp', { kind: 'unanswered' }, { place: 'Xã Tân Hòa' });

    expect(lineOf(render(byName, [placed]), 'Phòng Tư pháp')).toContain('>Xã Tân Hòa<');
  });
});

describe('the order of rows', () => {
  test('is alphabetical in Vietnamese: Đ after C and D', () => {
    expect(namesIn(render({ column: 'name', isDescending: false }))).toEqual([
      'An ninh',
      'Ban quản lý',
      'Bộ phận y tế',
      'Chi cục',
      'Đất đai',
      'Hộ tịch',
    ]);
  });

  test.each([
    [true, ['Hộ tịch', 'Bộ phận y tế', 'Đất đai']],
    [false, ['Đất đai', 'Bộ phận y tế', 'Hộ tịch']],
  ])('by share (highest first: %s) puts what has no share last', (isDescending, first) => {
    const names = namesIn(render({ column: 'share', isDescending }));

    expect(names.slice(0, 3)).toEqual(first);
    expect([...names.slice(3)].sort()).toEqual(['An ninh', 'Ban quản lý', 'Chi cục'].sort());
  });

  test('counts as numbers, not as text', () => {
    // 1126 > 130 > 64, although "64" is the greatest text
    expect(namesIn(render({ column: 'answered', isDescending: true })).slice(0, 3)).toEqual([
      'Đất đai',
      'Hộ tịch',
      'Bộ phận y tế',
    ]);
  });

  test('is told to screen readers at its column and nowhere else', () => {
    const html = render({ column: 'share', isDescending: true });

    expect(html.match(/aria-sort="[a-z]+"/g)).toEqual(['aria-sort="descending"']);
  });
});
