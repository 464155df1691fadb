import { afterEach, describe, expect, test } from '@jest/globals';
import { ApiProblem, apiPath, problemOf, request } from '../../../client/staff/api.ts';
import { createTexts } from '../../../client/staff/i18n.ts';
import { problemSentence } from '../../../client/staff/problemSentence.ts';
import { safeReturn } from '../../../client/staff/session/SignInPage.tsx';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

const answerWith = (answer: Response | Error) => {
  globalThis.fetch = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
};

const outcomeOf = (answer: Response | Error): Promise<unknown> => {
  answerWith(answer);
  return request('GET', '/session').catch((error: unknown) => error);
};

describe('answers of the server', () => {
  test('a problem keeps its code, sentence and details', async () => {
    const body = { code: 'draft-stale', message: 'Somebody else has saved.', details: { survey: 's' } };

    expect(await outcomeOf(Response.json(body, { status: 409 }))).toMatchObject({
      status: 409,
      code: 'draft-stale',
      message: 'Somebody else has saved.',
      details: { survey: 's' },
    });
  });

  test.each([
    ['a page of a proxy', new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['nothing at all', new Response('', { status: 500 })],
    ['null', Response.json(null, { status: 500 })],
    ['another shape', Response.json({ error: 'x' }, { status: 418 })],
    ['success without JSON', new Response('ok')],
  ])('%s becomes a problem of ours', async (_what, answer) => {
    const outcome = await outcomeOf(answer);

    expect(outcome).toBeInstanceOf(ApiProblem);
    expect(outcome).toMatchObject({ code: 'odd-answer' });
  });

  test('no connection becomes a problem of ours', async () => {
    expect(await outcomeOf(new TypeError('fetch failed'))).toMatchObject({ status: 0, code: 'no-answer' });
  });

  test('204 is an answer without content', async () => {
    expect(await outcomeOf(new Response(null, { status: 204 }))).toBeUndefined();
  });

  test('details that are no object are dropped', () => {
    expect(problemOf(400, { code: 'x', message: 'y', details: 'z' }).details).toEqual({});
  });

  test('parts of a path are encoded', () => {
    expect(apiPath`/collectors/${'a/b'}/qr.svg`).toBe('/collectors/a%2Fb/qr.svg');
  });
});

describe('sentences', () => {
  const { t } = createTexts('vi');

  test('a known problem is said in the language of the reader, with its facts', () => {
    const problem = new ApiProblem(429, 'too-many-requests', 'Too many.', { retryAfterSeconds: 8 });

    expect(problemSentence(problem, t)).toBe('Quá nhiều lần thử; thử lại sau 8 giây.');
  });

  test('an unknown problem is said in the server’s own words', () => {
    expect(problemSentence(new ApiProblem(409, 'brand-new', 'Do this instead.'), t)).toBe('Do this instead.');
  });

  test('what is no problem of the server does not show its inside', () => {
    expect(problemSentence(new Error('x is undefined'), t)).not.toContain('undefined');
  });
});

describe('the way back after signing in', () => {
  test.each([
    ['/figures?from=2026-01-01', '/figures?from=2026-01-01'],
    [null, '/'],
    ['https://example.org', '/'],
    ['//example.org', '/'],
    ['/\\example.org', '/'],
    ['/sign-in?return=%2F', '/'],
  ])('%j leads to %s', (wanted, path) => {
    expect(safeReturn(wanted)).toBe(path);
  });
});
