import { afterEach, describe, expect, test } from '@jest/globals';
import { makeId, outcomeOf, sendSubmission } from '../../../client/citizen/sendSubmission.ts';

const request = { id: 'x', collector: 'R7K4M', version: 'a@1', locale: 'vi', answers: {} };
const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

describe('what an answer of the server means', () => {
  test('only a receipt is arrival', () => {
    expect(outcomeOf(201, { receipt: 'AAAA' }, null, 0)).toEqual({ kind: 'arrived', receipt: 'AAAA' });
    expect(outcomeOf(200, { receipt: 'AAAA' }, null, 0)).toEqual({ kind: 'arrived', receipt: 'AAAA' });
    expect(outcomeOf(200, {}, null, 0)).toMatchObject({ kind: 'wait' });
    expect(outcomeOf(200, { withdrawn: true }, null, 0)).toEqual({ kind: 'withdrawn' });
  });

  test('busy servers say when to come again, within reason', () => {
    expect(outcomeOf(503, {}, '20', 0)).toMatchObject({ kind: 'wait', seconds: 20 });
    expect(outcomeOf(429, {}, '7', 3)).toMatchObject({ kind: 'wait', seconds: 7 });
    expect(outcomeOf(429, {}, '86400', 0)).toMatchObject({ seconds: 120 });
    expect(outcomeOf(502, {}, null, 2)).toMatchObject({ seconds: 20 }); // 5 × 2²
    expect(outcomeOf(500, {}, 'Wed, 25 Nov 2026 07:00:00 GMT', 9)).toMatchObject({ seconds: 60 });
  });

  test('what would not help by being repeated is not repeated', () => {
    expect(outcomeOf(409, { code: 'collector-closed' }, null, 0)).toEqual({
      kind: 'refused',
      reason: 'closed',
    });
    expect(outcomeOf(409, { code: 'submission-conflict' }, null, 0)).toEqual({
      kind: 'refused',
      reason: 'sent',
    });
    expect(outcomeOf(409, { code: 'version-not-accepted' }, null, 0)).toEqual({
      kind: 'refused',
      reason: 'version',
    });
    expect(outcomeOf(415, { code: 'json-needed' }, null, 0)).toEqual({ kind: 'refused', reason: 'unknown' });
  });

  test('faults lead back to the questions', () => {
    const faults = [{ question: 'came', reason: 'missing' }];

    expect(outcomeOf(400, { code: 'answers-invalid', details: { faults } }, null, 0)).toEqual({
      kind: 'faults',
      faults,
    });
  });
});

test('a network that fails is waited for', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));

  expect(await sendSubmission(request, 1)).toEqual({ kind: 'wait', seconds: 10, isOffline: true });
});

test('an answer that is no JSON, from a portal in between, is no arrival', async () => {
  globalThis.fetch = () =>
    Promise.resolve(new Response('<html>Sign in to the Wi-Fi</html>', { status: 200 }));

  expect(await sendSubmission(request, 0)).toMatchObject({ kind: 'wait' });
});

test('ids are random UUIDs, also where the page did not come by https', () => {
  const { randomUUID } = crypto;
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  try {
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    const ids = Array.from({ length: 50 }, makeId);

    expect(ids.every((id) => UUID.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(50);
  } finally {
    Object.defineProperty(crypto, 'randomUUID', { value: randomUUID, configurable: true });
  }
  expect(makeId()).toMatch(UUID);
});
