import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/testApp.ts';

let app: TestApp;
const logged: string[] = [];
beforeAll(async () => {
  app = await startTestApp({ log: { write: (line) => void logged.push(line) } });
});
afterAll(() => app.stop());

test('a running platform says that it lives and that its store answers', async () => {
  await app.visitor.get('/health/live').expect(200, { status: 'live' });
  await app.visitor.get('/health/ready').expect(200, { status: 'ready' });
});

test('metrics are Prometheus text and name the tallies that wait', async () => {
  const { text } = await app.visitor.get('/metrics').expect(200);

  expect(text).toMatch(/^sipas_tallies_due \d+$/m);
  expect(text).toMatch(/^http_request_duration_seconds_count/m);
});

test('what callers were told they did wrong is counted by code, and nothing more of it', async () => {
  await app.visitor.get('/api/v1/collectors/ZZZZZ').expect(404);

  const { text } = await app.visitor.get('/metrics').expect(200);

  expect(text).toMatch(/^sipas_problems_total\{code="collector-missing"\} 1$/m);
  expect(text).not.toContain('ZZZZZ');
});

test('a route has one name in the metrics, however its requests end, and no address is in them', async () => {
  await app.visitor.get('/api/v1/reports/satisfaction?within=secret-unit').expect(401);
  await app.visitor.get('/api/v1/session').expect(401);
  await app.visitor.get('/api/v1/openapi.json').expect(200);
  await app.visitor.get('/nowhere/secret-unit').expect(404);

  const { text } = await app.visitor.get('/metrics').expect(200);

  const routes = [...text.matchAll(/^http_request_duration_seconds_count\{.*route="([^"]*)"/gm)].map(
    ([, route]) => route,
  );
  expect(routes).toEqual(
    expect.arrayContaining(['/api/v1/reports/satisfaction', '/api/v1/session', '/api/v1/openapi.json']),
  );
  expect(routes.filter((route) => /^\/(reports|session|openapi)|other.+|secret/.test(route!))).toEqual([]);
});

test('the log names a request by its route, its answer and how long it took, and holds nothing of who asked', async () => {
  logged.length = 0;
  await app.visitor.get('/api/v1/collectors/ZZZZZ?who=an').set('User-Agent', 'old telephone').expect(404);
  await app.visitor.get('/c/ZZZZZ').expect(404);
  await app.visitor
    .post('/api/v1/session')
    .send({ email: 'chi.an@example.vn', password: 'đoán đại' })
    .expect(401);

  const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  const uuid: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(lines).toMatchObject([
    { req: { id: uuid, method: 'GET' }, route: '/api/v1/collectors/:code', res: { status: 404 } },
    { req: { id: uuid, method: 'GET' }, route: '/c/:code', res: { status: 404 } },
    { req: { id: uuid, method: 'POST' }, route: '/api/v1/session', res: { status: 401 } },
  ]);
  expect(lines.map(({ responseTime }) => typeof responseTime)).toEqual(['number', 'number', 'number']);
  expect(logged.join('')).not.toMatch(/ZZZZZ|who=an|telephone|chi\.an|đoán|127\.0\.0\.1/);
});

test('an address of the API that does not exist is answered as JSON', async () => {
  const { body } = await app.visitor.get('/api/v1/nothing-here').expect(404);

  expect(body).toMatchObject({ code: 'route-missing' });
});

test('every answer forbids inline code, foreign content and framing', async () => {
  const { headers } = await app.visitor.get('/health/live').expect(200);

  expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
  expect(headers['content-security-policy']).toMatch(/script-src 'self'(;|$)/);
  expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers).not.toHaveProperty('x-powered-by');
});

test('a platform that is no demo has no accounts to tell', async () => {
  const { body } = await app.visitor.get('/api/v1/demo').expect(404);

  expect(body).toMatchObject({ code: 'route-missing' });
});
