import { describe, expect, test } from '@jest/globals';
import {
  defaultLevel,
  levelFor,
  levelsBelow,
  readLens,
  reportQuery,
  withChoices,
} from '../../../client/staff/lens.ts';

const today = '2026-11-23';
const lensOf = (query: string) => readLens(new URLSearchParams(query), today);
const asked = { by: 'agency', within: 'vn-an-giang', campaign: 'round-2026' } as const;

describe('the lens in the address', () => {
  test('an empty address means the thirty days up to today on today’s map', () => {
    expect(lensOf('')).toEqual({ period: { from: '2026-10-25', until: '2026-11-24' }, map: 'today' });
  });

  test('every choice is read', () => {
    expect(
      lensOf(
        'from=2025-01-01&until=2026-01-01&map=as-was&channel=kiosk&procedure=land&within=x&by=counter&campaign=c',
      ),
    ).toEqual({
      period: { from: '2025-01-01', until: '2026-01-01' },
      map: 'as-was',
      channel: 'kiosk',
      procedure: 'land',
      within: 'x',
      by: 'counter',
      campaign: 'c',
    });
  });

  test.each(['from=2026-13-01&until=2027-01-01', 'from=2026-02-01&until=2026-01-01', 'from=2026-01-01'])(
    'days that make no period (%s) are as if they were not there',
    (query) => {
      expect(lensOf(query).period).toEqual({ from: '2026-10-25', until: '2026-11-24' });
    },
  );

  test('a channel or level that does not exist is as if it was not there', () => {
    expect(lensOf('channel=fax&by=planet')).toEqual(lensOf(''));
  });

  test('a campaign stands before a series', () => {
    expect(lensOf('campaign=c&series=s')).not.toHaveProperty('series');
  });

  test('taking a choice back takes it out of the address', () => {
    const params = new URLSearchParams('channel=qr&by=agency');

    expect(withChoices(params, { channel: undefined, by: 'counter' }).toString()).toBe('by=counter');
  });
});

describe('the query of the report', () => {
  test('names campaign, period, level, unit, map and language', () => {
    expect(reportQuery(lensOf(''), asked, 'vi')).toBe(
      'campaign=round-2026&from=2026-10-25&until=2026-11-24&by=agency&within=vn-an-giang&map=today&lang=vi',
    );
  });

  test('asks for a series instead of the running campaign when one is chosen', () => {
    const query = new URLSearchParams(reportQuery(lensOf('series=visits'), asked, 'vi'));

    expect(query.get('series')).toBe('visits');
    expect(query.has('campaign')).toBe(false);
  });

  test('carries the filters', () => {
    expect(reportQuery(lensOf('channel=kiosk&procedure=land'), asked, 'vi')).toContain(
      'channel=kiosk&procedure=land',
    );
  });
});

describe('levels', () => {
  test('the ministry sees provinces first, a province its agencies', () => {
    expect(defaultLevel('country')).toBe('province');
    expect(defaultLevel('province')).toBe('agency');
    expect(defaultLevel('agency')).toBe('agency');
  });

  test('a unit is not compared by what lies above it', () => {
    expect(levelsBelow('province', false)).not.toContain('province');
    expect(levelsBelow('commune', false)).toEqual(['agency']);
  });

  test('counters are offered inside one office only, to those who may see them', () => {
    const offering = (['country', 'province', 'district', 'commune', 'agency', 'counter'] as const).filter(
      (kind) => levelsBelow(kind, true).includes('counter'),
    );
    expect(offering).toEqual(['agency', 'counter']);
    expect(levelsBelow('agency', false)).toEqual(['agency']);
  });

  test('a level of another unit, left in an address, gives way to the first one', () => {
    expect(levelFor('province', 'counter', true)).toBe('agency');
    expect(levelFor('agency', 'counter', true)).toBe('counter');
    expect(levelFor('agency', 'counter', false)).toBe('agency');
    expect(levelFor('agency', 'province', true)).toBe('agency');
    expect(levelFor('country', undefined, false)).toBe('province');
  });
});
