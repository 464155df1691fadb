import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { routeDescriptions } from '../../server/http/openapi.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
  matchers?: ((path: string) => false | { path: string })[];
}

let app: TestApp;

beforeAll(async () => {
  // The demonstration has every route.
  app = await startTestApp();
});
afterAll(() => app.stop());

/** Every route that Express knows below `/api/v1`. */
function registeredRoutes(): string[] {
  const walk = (stack: readonly Layer[]): string[] =>
    stack.flatMap(({ route, handle }) =>
      route === undefined
        ? walk(handle?.stack ?? [])
        : Object.keys(route.methods).map((method) => `${method} ${route.path}`),
    );
  const { stack } = app.platform.app.router as unknown as { stack: Layer[] };
  const isBelowApi = ({ matchers }: Layer) =>
    matchers?.some((match) => {
      const found = match('/api/v1/anything');
      return found !== false && found.path === '/api/v1';
    });
  return walk(stack.filter((layer) => isBelowApi(layer) === true));
}

test('every route of the API is described', () => {
  const described = new Set(routeDescriptions.map(({ method, path }) => `${method} ${path}`));
  const registered = registeredRoutes();

  expect(registered.length).toBeGreaterThan(15);
  expect(registered.filter((route) => !described.has(route))).toEqual([]);
});

test('nothing is described that is not there', () => {
  const registered = new Set(registeredRoutes());

  // Only the demonstration has this one.
  const expected = routeDescriptions.filter(({ path }) => path !== '/demo');

  expect(
    expected.map(({ method, path }) => `${method} ${path}`).filter((route) => !registered.has(route)),
  ).toEqual([]);
});

test('the document is served to anybody, and names the server and the session cookie', async () => {
  const { body } = await app.visitor.get('/api/v1/openapi.json').expect(200);

  expect(body).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: `${app.url}/api/v1` }],
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sipas_session' } } },
  });
  expect(body.paths['/session'].post.requestBody.content['application/json'].schema.required).toEqual([
    'email',
    'password',
  ]);
  expect(body.paths['/staff'].get.security).toEqual([{ session: [] }]);
});
