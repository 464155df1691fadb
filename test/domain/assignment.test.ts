import { describe, expect, test } from '@jest/globals';
import { assign } from '../../server/domain/assignment.ts';
import type { Campaign, Collector } from '../../server/domain/campaign.ts';
import { addDays } from '../../server/domain/day.ts';
import { Problem } from '../../server/domain/problem.ts';
import { overlapOf, spanOf } from '../../server/domain/span.ts';
import fc from '../support/properties.ts';

const TODAY = '2025-06-15';
const campaign = (id: string, fields: Partial<Campaign> = {}): Campaign => ({
  id,
  name: { vi: id },
  series: id,
  population: 'served',
  versions: ['v@2025-1'],
  unit: 'vn',
  channels: ['qr'],
  from: '2025-01-01',
  isOpen: true,
  ...fields,
});
const poster: Collector = {
  code: 'A7K2M',
  unit: 'land-office',
  channel: 'qr',
  label: 'Quầy 1',
  assignments: [],
  isOpen: true,
};

describe('assigning a collector', () => {
  test('an open-ended assignment ends where the next one begins', () => {
    const first = assign(poster, campaign('old'), { from: '2025-01-01' }, TODAY);

    const moved = assign(first, campaign('new'), { from: '2025-07-01' }, TODAY);

    expect(moved.assignments).toEqual([
      { campaign: 'old', from: '2025-01-01', until: '2025-07-01' },
      { campaign: 'new', from: '2025-07-01' },
    ]);
  });

  test('days that are past stay with the campaign that may have their answers', () => {
    const first = assign(poster, campaign('old'), { from: '2025-01-01' }, TODAY);

    expect(() => assign(first, campaign('new'), { from: '2025-06-14' }, TODAY)).toThrow(
      expect.objectContaining({ code: 'assignment-overlap', details: { code: 'A7K2M', campaign: 'old' } }),
    );
  });

  test.each([
    ['channel', campaign('mail only', { channels: ['mail'] }), { from: '2025-01-01' }],
    ['period', campaign('later', { from: '2025-02-01' }), { from: '2025-01-31' }],
    ['period', campaign('ended', { until: '2025-03-01' }), { from: '2025-02-01', until: '2025-03-02' }],
    ['period', campaign('ended', { until: '2025-03-01' }), { from: '2025-03-01' }],
    ['period', campaign('backwards'), { from: '2025-03-01', until: '2025-03-01' }],
  ])('is refused for its %s', (reason, round, days) => {
    expect(() => assign(poster, round, days, TODAY)).toThrow(
      expect.objectContaining({ code: 'assignment-refused', details: { reason } }),
    );
  });

  test('whatever is tried in whatever order, no two assignments share a day', () => {
    const tries = fc.array(
      fc.record({
        from: fc.integer({ min: 0, max: 60 }),
        length: fc.option(fc.integer({ min: 1, max: 30 })),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(tries, (wanted) => {
        let collector = poster;
        for (const [index, { from, length }] of wanted.entries()) {
          const first = addDays('2025-06-01', from);
          try {
            collector = assign(
              collector,
              campaign(`c${index}`),
              { from: first, ...(length === null ? {} : { until: addDays(first, length) }) },
              TODAY,
            );
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
          }
        }
        const spans = collector.assignments.map(spanOf);
        for (const [index, span] of spans.entries()) {
          for (const other of spans.slice(index + 1)) expect(overlapOf(span, other)).toBeUndefined();
        }
        expect(collector.assignments.length > 0).toBe(wanted.length > 0);
      }),
    );
  });
});
