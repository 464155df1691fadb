/** @jsxImportSource react */
import { describe, expect, test } from '@jest/globals';
import { renderToStaticMarkup } from 'react-dom/server';
import { axisOf, levelClass } from '../../../client/staff/figures/axis.ts';
import { extremes, headline } from '../../../client/staff/figures/headline.ts';
import { LevelsBar, roomLeft } from '../../../client/staff/figures/LevelsBar.tsx';
import { createTexts } from '../../../client/staff/i18n.ts';
import type { Figure } from '../../../server/domain/report.ts';

type Published = Extract<Figure, { kind: 'published' }>;

const published = (share: number, low: number, high: number): Published => ({
  kind: 'published',
  answered: 100,
  share,
  interval: { low, high },
});

describe('the bar of levels', () => {
  // 5 + 5 + 10 people are not satisfied, 50 + 30 are: share 80 / 100
  const figure = published(0.8, 0.71, 0.87);
  const html = renderToStaticMarkup(
    <LevelsBar figure={figure} levels={{ 1: 5, 2: 5, 3: 10, 4: 50, 5: 30 }} room={0.2} />,
  );
  const rects = [...html.matchAll(/class="(l\d)" x="([\d.]+)%" y="2" width="([\d.]+)%"/g)].map(
    ([, level, x, width]) => ({ level, x: Number(x), width: Number(width) }),
  );
  const zero = Number(/class="zero" x1="([\d.]+)%"/.exec(html)?.[1]);

  test('has the zero line between level 3 and level 4', () => {
    const fourth = rects.find(({ level }) => level === 'l4');

    expect(fourth?.x).toBeCloseTo(zero, 2);
  });

  test('reaches exactly the share to the right of the zero line', () => {
    const last = rects.at(-1);
    const hundred = 100 / (0.2 + 1 + 0.04); // room left + 1 + room for the whisker

    expect((last?.x ?? 0) + (last?.width ?? 0) - zero).toBeCloseTo(0.8 * hundred, 1);
  });

  test('has room for the most unsatisfied criterion', () => {
    expect(roomLeft([published(0.37, 0.3, 0.4), published(0.9, 0.8, 0.95)])).toBeGreaterThanOrEqual(0.63);
  });

  test('of three levels uses the ends and the middle of the colours', () => {
    expect([0, 1, 2].map((index) => levelClass(index, 3))).toEqual(['l1', 'l3', 'l5']);
  });
});

describe('the axis', () => {
  test('holds every interval', () => {
    const { min, max } = axisOf([published(0.8, 0.6849, 0.85), published(0.9, 0.88, 0.9506)]);

    expect(min).toBeLessThanOrEqual(0.6849);
    expect(max).toBeGreaterThanOrEqual(0.9506);
  });

  test('goes from 0 to 100 where nothing is published', () => {
    expect(axisOf([{ kind: 'unanswered' }])).toMatchObject({ min: 0, max: 1 });
  });

  test('has a width even when all intervals are one point', () => {
    const { min, max } = axisOf([published(1, 1, 1)]);

    expect(max).toBeGreaterThan(min);
  });
});

describe('the headline', () => {
  const { t } = createTexts('vi');
  const of = (figure: Figure) => headline(t, 'vi', { unit: 'An Giang', period: 'tháng 10/2026', figure });

  test('of one question speaks of people, of many questions of answers', () => {
    expect(of(published(0.8464, 0.8, 0.9))).toBe(
      'An Giang, tháng 10/2026: cứ 100 người trả lời thì khoảng 85 người hài lòng',
    );
    expect(of({ ...published(0.8464, 0.8, 0.9), answers: 2200 })).toContain('100 câu trả lời');
  });

  test('says why there is no figure', () => {
    expect(of({ kind: 'withheld', reason: 'few', minimumAnswers: 5 })).toContain('chưa đủ 5 người');
    expect(of({ kind: 'unanswered' })).toContain('chưa có câu trả lời nào');
  });

  test('names highest and lowest only when their intervals do not touch', () => {
    const apart = { staff: published(0.9, 0.87, 0.92), feedback: published(0.7, 0.66, 0.75) };
    const touching = { staff: published(0.9, 0.7, 0.95), feedback: published(0.7, 0.6, 0.75) };

    expect(extremes(apart)).toEqual({ highest: 'staff', lowest: 'feedback' });
    expect(extremes(touching)).toBeUndefined();
    expect(extremes({ staff: published(0.9, 0.87, 0.92) })).toBeUndefined();
  });
});
