import { describe, expect, test } from '@jest/globals';
import { Ledger, type Contents } from '../../scripts/torture/ledger.ts';
import { tortureByCrashes } from '../../scripts/torture/crashes.ts';
import { FileHistory } from '../../scripts/torture/fileHistory.ts';
import { readTrace } from '../../scripts/torture/systemCalls.ts';

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

describe('a recording', () => {
  /** As `strace -f -y -xx` writes text. */
  const hex = (text: string) =>
    [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  const file = `5<${hex('/d/data.mdb')}>`;
  const direct = `6<${hex('/d/data.mdb')}>`;
  const socket = '9<UNIX-STREAM:[4711]>';

  test('tells writes, flushes, requests and replies, also those of two threads at once', () => {
    const trace = [
      `1 read(${socket}, "${hex('W1-1')}", 65536) = 4`,
      `2 pwrite64(${file}, "${hex('AB')}", 2, 4096 <unfinished ...>`,
      `1 read(7<${hex('/etc/hosts')}>, "${hex('W9-9')}", 65536) = 4`,
      '2 <... pwrite64 resumed>) = 2',
      `2 lseek(${file}, 8192, SEEK_SET) = 8192`,
      `2 writev(${file}, [{iov_base="${hex('C')}", iov_len=1}, {iov_base="${hex('D')}", iov_len=1}], 2) = 2`,
      `2 fdatasync(${file}) = 0`,
      `1 write(${socket}, "${hex('ok')}", 2) = 2`,
    ].join('\n');

    const events = readTrace(trace, '/d/data.mdb');

    expect(
      events.map((event) =>
        'data' in event ? [event.kind, event.offset, String(event.data)] : [event.kind],
      ),
    ).toEqual([
      ['request'],
      ['write-begun', 4096, 'AB'],
      ['write-done', 4096, 'AB'],
      ['write-begun', 8192, 'CD'],
      ['write-done', 8192, 'CD'],
      ['flush-begun'],
      ['flush-done'],
      ['reply'],
    ]);
    expect(events[0]).toMatchObject({ text: 'W1-1', socket: 9 });
  });

  test('is refused where it is cut short or shows what is not modelled', () => {
    expect(() => readTrace(`1 pwrite64(${file}, "${hex('AB')}"..., 9000, 0) = 9000`, '/d/data.mdb')).toThrow(
      /cut/,
    );
    expect(() => readTrace(`1 fallocate(${file}, 0, 0, 4096) = 0`, '/d/data.mdb')).toThrow(/not modelled/);
  });

  test('leaves of a file what was flushed, and of the rest any sectors', () => {
    const history = new FileHistory(Buffer.alloc(1024, '.'), (fd) => fd === 6);
    const trace = (lines: string[]) => {
      for (const event of readTrace(lines.join('\n'), '/d/data.mdb')) history.apply(event);
    };
    const [all, none] = [() => true, () => false];

    trace([`1 pwrite64(${file}, "${hex('A')}", 1, 0) = 1`, `1 pwrite64(${file}, "${hex('B')}", 1, 600) = 1`]);
    expect(
      [history.imageIf(none)[0], history.imageIf(all)[0]].map((byte) => String.fromCharCode(byte!)),
    ).toEqual(['.', 'A']);
    const outcomes = [true, false];
    const torn = history.imageIf(() => outcomes.shift()!);
    expect([torn[0], torn[600]].map((byte) => String.fromCharCode(byte!))).toEqual(['A', '.']);

    trace([`1 fdatasync(${file}) = 0`]);
    expect(String.fromCharCode(history.imageIf(none)[600]!)).toBe('B');
    expect(history.pendingSectors).toBe(0);

    // Through a descriptor that writes synchronously: durable when the call returns, not before.
    trace([`1 pwrite64(${direct}, "${hex('M')}", 1, 16 <unfinished ...>`]);
    expect(String.fromCharCode(history.imageIf(none)[16]!)).toBe('.');
    history.apply({ kind: 'write-done', call: 0, fd: 6, offset: 16, data: Buffer.from('M') });
    expect(String.fromCharCode(history.imageIf(none)[16]!)).toBe('M');
  });

  test('does not take what is written during a flush for flushed', () => {
    const history = new FileHistory(Buffer.alloc(1024, '.'), () => false);
    for (const event of readTrace(
      [
        `1 fdatasync(${file} <unfinished ...>`,
        `2 pwrite64(${file}, "${hex('A')}", 1, 0) = 1`,
        '1 <... fdatasync resumed>) = 0',
      ].join('\n'),
      '/d/data.mdb',
    ))
      history.apply(event);

    expect(String.fromCharCode(history.imageIf(() => false)[0]!)).toBe('.');
  });
});
