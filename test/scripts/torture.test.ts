import { describe, expect, test } from '@jest/globals';
import { Ledger, type Contents } from '../../scripts/torture/ledger.ts';
import { tortureByCrashes } from '../../scripts/torture/crashes.ts';

const nothing: Contents = {
  inserted: new Set(),
  numbers: new Map(),
  counters: new Map(),
  seats: new Map(),
  indexes: new Set(),
};

/** Every kind of write, each with a reply and without. */
function ledgerOfAll(): Ledger {
  const ledger = new Ledger();
  ledger.insert(['told'], 'told');
  ledger.insert(['untold'], 'untold');
  ledger.insert(['deleted', 'perhaps-deleted'], 'told');
  ledger.delete('deleted', 'told');
  ledger.delete('perhaps-deleted', 'untold');
  ledger.number('key', 1, 'told');
  ledger.number('key', 2, 'untold');
  ledger.increment('counter', 'told');
  ledger.increment('counter', 'told');
  ledger.increment('counter', 'untold');
  ledger.seat('A1', 'an', 'told');
  ledger.seat('A1', 'binh', 'refused');
  ledger.seat('B2', 'chi', 'untold');
  ledger.seat('B2', 'dung', 'refused');
  ledger.index('kept', true, 'told');
  ledger.index('dropped', false, 'told');
  ledger.index('open', true, 'untold');
  return ledger;
}

const least: Contents = {
  inserted: new Set(['told']),
  numbers: new Map([['key', 1]]),
  counters: new Map([['counter', 2]]),
  seats: new Map([
    ['A1', ['an']],
    ['B2', ['chi']],
  ]),
  indexes: new Set(['kept']),
};

describe('a ledger', () => {
  test('agrees with a store that has what was told, with or without what was not', () => {
    const most: Contents = {
      ...least,
      inserted: new Set(['told', 'untold', 'perhaps-deleted']),
      numbers: new Map([['key', 2]]),
      counters: new Map([['counter', 3]]),
      indexes: new Set(['kept', 'open']),
    };

    expect(ledgerOfAll().differencesFrom(least)).toEqual([]);
    expect(ledgerOfAll().differencesFrom(most)).toEqual([]);
  });

  test.each<[string, Partial<Contents>, string]>([
    ['an insert is lost', { inserted: new Set() }, 'told is lost'],
    ['a deleted document is back', { inserted: new Set(['told', 'deleted']) }, 'deleted should be gone'],
    ['a document is there that nobody wrote', { inserted: new Set(['told', 'x']) }, 'nobody wrote x'],
    ['an older number is back', { numbers: nothing.numbers }, 'key holds 0, was told 1, and 2 was sent last'],
    ['a number is there that was not sent', { numbers: new Map([['key', 3]]) }, 'key holds 3, was told 1'],
    ['an increment is lost', { counters: new Map([['counter', 1]]) }, 'counter stands at 1'],
    ['an increment counted twice', { counters: new Map([['counter', 4]]) }, 'counter stands at 4'],
    [
      'a unique key is there twice',
      { seats: new Map([...least.seats, ['A1', ['an', 'binh']]]) },
      'seat A1 is taken 2 times',
    ],
    [
      'a unique key has another owner',
      { seats: new Map([...least.seats, ['A1', ['binh']]]) },
      'seat A1 was given to an, binh has it',
    ],
    [
      'a key was refused as taken and nobody has it',
      { seats: new Map([['A1', ['an']]]) },
      'seat B2 was refused as taken, and nobody has it',
    ],
    [
      'a key is with somebody who was refused',
      { seats: new Map([...least.seats, ['B2', ['dung']]]) },
      'seat B2 is held by dung, who was refused',
    ],
    ['an index is gone', { indexes: new Set() }, 'index kept should be there'],
    ['a dropped index is back', { indexes: new Set(['kept', 'dropped']) }, 'index dropped should be gone'],
  ])('sees that %s', (_, wrong, sentence) => {
    const differences = ledgerOfAll().differencesFrom({ ...least, ...wrong });

    expect(differences).toHaveLength(1);
    expect(differences[0]).toContain(sentence);
  });
});

test('a store that is killed under writers has all that it acknowledged', async () => {
  const said: string[] = [];

  const report = await tortureByCrashes({
    rounds: 2,
    seed: 20261125,
    writers: 16,
    say: (line) => said.push(line),
  });

  expect(said).toEqual([]);
  expect(report).toMatchObject({ rounds: 2, differences: [] });
  expect(report.told).toBeGreaterThan(0);
}, 60_000);
