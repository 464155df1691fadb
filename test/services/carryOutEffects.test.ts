import { describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../server/domain/audit.ts';
import type { Effect, EffectSource, PendingEffect } from '../../server/domain/effect.ts';
import { carryOutEffects } from '../../server/services/carryOutEffects.ts';
import { startEffectWorker } from '../../server/services/startEffectWorker.ts';

const owed = (key: string): PendingEffect => ({
  source: { collection: 'campaigns', id: `of ${key}` },
  effect: {
    key,
    kind: 'audit',
    entry: {
      at: new Date('2025-03-01T00:00:00Z'),
      actor: { kind: 'system', name: 'test' },
      action: 'campaign-changed',
      subject: { kind: 'campaign', id: key },
      unit: 'vn',
    },
  } satisfies Effect,
});

/** Documents that owe effects, and a log that fails for some of them as long as it is told to. */
function world(keys: string[]) {
  let left = keys.map(owed);
  const log: string[] = [];
  const failing = new Set<string>();
  return {
    log,
    failing,
    left: () => left.map(({ effect }) => effect.key),
    deps: {
      pending: {
        findPending: async (limit: number, except: readonly EffectSource[] = []) =>
          left.filter(({ source }) => !except.some(({ id }) => id === source.id)).slice(0, limit),
        remove: async ({ effect }: PendingEffect) => {
          left = left.filter((each) => each.effect.key !== effect.key);
        },
      },
      audit: {
        append: async ({ key }: AuditEntry) => {
          if (failing.has(key)) throw new Error(`no log for ${key}`);
          log.push(key);
        },
      },
    },
  };
}

describe('carrying out what is owed', () => {
  test('goes through all of it, however much there is', async () => {
    const keys = Array.from({ length: 250 }, (_, number) => `e${number}`);
    const { deps, log, left } = world(keys);

    expect(await carryOutEffects(deps)).toBe(250);

    expect(log).toEqual(keys);
    expect(left()).toEqual([]);
  });

  test('one that fails stays owed, is said, and does not hold up the others', async () => {
    const { deps, log, failing, left } = world(['a', 'b', 'c']);
    failing.add('b');

    await expect(carryOutEffects(deps)).rejects.toThrow('no log for b');
    expect([log, left()]).toEqual([['a', 'c'], ['b']]);

    failing.clear();
    await carryOutEffects(deps);
    expect([log, left()]).toEqual([['a', 'c', 'b'], []]);
  });

  // A hundred that failed at every attempt were once all that was ever looked at.
  test('later ones have their turn, however many fail before them', async () => {
    const refused = Array.from({ length: 250 }, (_, number) => `e${number}`);
    const { deps, log, failing, left } = world([...refused, 'late']);
    for (const key of refused) failing.add(key);

    await expect(carryOutEffects(deps)).rejects.toThrow('no log for e0');

    expect([log, left()]).toEqual([['late'], refused]);
  });
});

test('the worker reports a failing round and goes on, and ends when it is told to', async () => {
  const { deps, log, failing } = world(['a']);
  failing.add('a');
  const reported: unknown[] = [];
  let rounds = 0;
  const worker = startEffectWorker({
    carryOut: async () => {
      rounds += 1;
      if (rounds === 3) failing.clear();
      await carryOutEffects(deps);
    },
    reportBug: (error) => reported.push(error),
    intervalMs: 1,
  });

  while (log.length === 0) await new Promise((done) => setTimeout(done, 5));
  await worker.stop();
  const roundsThen = rounds;
  await new Promise((done) => setTimeout(done, 30));

  expect(log).toEqual(['a']);
  expect(reported).toHaveLength(2); // rounds 1 and 2
  expect(rounds).toBe(roundsThen);
});
