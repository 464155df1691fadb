import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { Router } from 'express';
import { z } from 'zod';
import { auditDescriptions } from './auditRoutes.ts';
import { campaignDescriptions } from './campaignRoutes.ts';
import { collectorDescriptions } from './collectorRoutes.ts';
import { publicDescriptions } from './publicDescriptions.ts';
import type { RouteDescription } from './routeDescription.ts';
import { satisfactionDescriptions } from './satisfactionRoutes.ts';
import { sessionDescriptions } from './sessionRoutes.ts';
import { SESSION_COOKIE } from './staffGate.ts';
import { staffDescriptions } from './staffRoutes.ts';
import { surveyDescriptions } from './surveyRoutes.ts';
import { unitDescriptions } from './unitRoutes.ts';

/** Every route below `/api/v1`. A test finds routes that are not here, and entries without a route. */
export const routeDescriptions: readonly RouteDescription[] = [
  ...publicDescriptions,
  ...sessionDescriptions,
  ...staffDescriptions,
  ...unitDescriptions,
  ...campaignDescriptions,
  ...collectorDescriptions,
  ...surveyDescriptions,
  ...satisfactionDescriptions,
  ...auditDescriptions,
];

const problemSchema = z
  .object({
    code: z.string().meta({ description: 'Stable, for programs' }),
    message: z.string().meta({ description: 'One sentence for people' }),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Problem' });

/** The API as an OpenAPI 3.1 document, made from the schemas that the routes check with. */
export function openApiDocument(publicUrl: string) {
  const registry = new OpenAPIRegistry();
  const session = registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
  });
  for (const description of routeDescriptions) registry.registerPath(asRoute(description, session.name));

  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'SIPAS platform',
      version: '1',
      description:
        'Errors are { code, message, details } with the status that says who must act. Days are YYYY-MM-DD in Việt Nam; periods are half-open.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
  });
}

/** GET /openapi.json */
export function openApiRoutes({ publicUrl }: { publicUrl: string }): Router {
  const router = Router();
  // Made at the first request: a start that nobody asks for it costs nothing.
  let document: ReturnType<typeof openApiDocument> | undefined;
  router.get('/openapi.json', (_req, res) => {
    document ??= openApiDocument(publicUrl);
    res.json(document);
  });
  return router;
}

function asRoute(description: RouteDescription, session: string): RouteConfig {
  const { method, path, summary, audience, params, query, body, responses } = description;
  const problem = (text: string) => ({
    description: text,
    content: { 'application/json': { schema: problemSchema } },
  });
  return {
    method,
    path: path.replace(/:(\w+)/g, '{$1}'),
    summary,
    tags: [path.split('/')[1] ?? ''],
    ...(audience === 'staff' ? { security: [{ [session]: [] }] } : {}),
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, { description: text, schema, type }]) => [
          status,
          Number(status) >= 400
            ? problem(text)
            : {
                description: text,
                ...(schema === undefined && type === undefined
                  ? {}
                  : {
                      content: {
                        [type ?? 'application/json']: { schema: schema ?? { type: 'string' as const } },
                      },
                    }),
              },
        ]),
      ),
      '4XX': problem('What was wrong, by its code, and what to do'),
      ...(audience === 'staff' && responses[401] === undefined
        ? { 401: problem('Not signed in'), 403: problem('Not your right, or from another site') }
        : {}),
    },
  };
}
