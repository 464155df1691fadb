import { Router } from 'express';
import { z } from 'zod';
import type { AuditLog } from '../domain/audit.ts';
import { CHANNELS } from '../domain/campaign.ts';
import { problems } from '../domain/problem.ts';
import type { ReportQuery } from '../domain/report.ts';
import { exportSatisfaction } from '../services/exportSatisfaction.ts';
import { reportSatisfaction, type ReportDeps } from '../services/reportSatisfaction.ts';
import { parse } from './parse.ts';
import { dayText, localizedText, slug, unitId, type RouteDescription } from './routeDescription.ts';
import { satisfactionCsv } from './satisfactionCsv.ts';
import { staffOf, type StaffGate } from './staffGate.ts';

const channels = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [...new Set([given].flat().flatMap((text) => text.split(',')))])
  .pipe(z.array(z.enum(CHANNELS, `must be of ${CHANNELS.join(', ')}`)).min(1))
  .meta({ description: 'One channel, or several with commas between' });

const reportQuery = z.strictObject({
  campaign: slug.optional(),
  series: slug.optional(),
  from: dayText,
  until: dayText.meta({ description: 'The first day that is not covered any more' }),
  by: z.enum(['province', 'commune', 'agency', 'counter']),
  within: unitId.optional(),
  channel: channels.optional(),
  procedure: z.string().min(1).max(200).optional(),
  map: z.enum(['as-was', 'today']).default('as-was'),
  lang: z.enum(['vi', 'en', 'km']).default('vi').meta({ description: 'Of notes, and of a file’s headings' }),
});

/** The same rules for both: what fits together cannot be said field by field. */
const consistent = <T extends z.infer<typeof reportQuery>>(
  query: T,
  context: z.core.$RefinementCtx,
): void => {
  if ((query.campaign === undefined) === (query.series === undefined)) {
    context.addIssue({ code: 'custom', message: 'name either a campaign or a series', path: ['campaign'] });
  }
  if (query.from >= query.until) {
    context.addIssue({ code: 'custom', message: 'must be after "from"', path: ['until'] });
  }
};

/** GET /reports/satisfaction?campaign=…&from=2026-01-01&until=2026-02-01&by=agency, and the same as .csv */
export function satisfactionRoutes(deps: ReportDeps & { audit: AuditLog; gate: StaffGate }): Router {
  const router = Router();

  router.get('/reports/satisfaction', deps.gate.reads, async (req, res) => {
    const query = parse(reportQuery.superRefine(consistent), req.query);
    res.json(await reportSatisfaction(deps, staffOf(res), asReportQuery(query)));
  });

  router.get('/reports/satisfaction.csv', deps.gate.reads, async (req, res) => {
    const query = parse(reportQuery.superRefine(consistent), req.query);
    // It leaves a trace (decision 0017): no other site may send somebody here, and nobody gets a file by HEAD.
    if (req.get('sec-fetch-site') === 'cross-site') throw problems.originRefused();
    const take = req.method === 'HEAD' ? reportSatisfaction : exportSatisfaction;
    const report = await take(deps, staffOf(res), asReportQuery(query));
    // Nothing that is withheld may be told by the file's name, and nothing in it may be a path.
    const name = `hai-long-${report.campaign ?? report.series ?? ''}-${report.from}-${report.until}.csv`;
    res.attachment(name).type('text/csv; charset=utf-8').send(satisfactionCsv(report, query.lang));
  });

  return router;
}

const asReportQuery = ({
  campaign,
  series,
  within,
  channel,
  procedure,
  lang,
  ...rest
}: z.infer<typeof reportQuery>): ReportQuery => ({
  ...rest,
  language: lang,
  ...(campaign === undefined ? {} : { campaign }),
  ...(series === undefined ? {} : { series }),
  ...(within === undefined ? {} : { within }),
  ...(channel === undefined ? {} : { channels: channel }),
  ...(procedure === undefined ? {} : { procedure }),
});

const share = z.number().min(0).max(1);
const withheld = z.object({
  kind: z.literal('withheld'),
  reason: z.enum(['few', 'complementary']),
  minimumAnswers: z.int(),
  isWaiting: z.literal(true).optional(),
});
const unanswered = z.object({ kind: z.literal('unanswered') });
const peopleByLevel = z.record(z.string(), z.int());
const figure = z
  .union([
    z.object({
      kind: z.literal('published'),
      answered: z.int(),
      share,
      interval: z.object({ low: share, high: share }).optional(),
      levels: peopleByLevel.optional(),
      answers: z.int().optional(),
      answersByLevel: peopleByLevel.optional(),
      unscored: z.int().optional(),
    }),
    withheld,
    unanswered,
  ])
  .meta({ id: 'Figure' });
const index = z.union([
  z.object({ kind: z.literal('published'), answered: z.int(), value: z.number() }),
  withheld,
  unanswered,
  z.object({ kind: z.literal('none') }),
]);
const row = z.object({
  unit: z.object({
    id: z.string(),
    kind: z.string(),
    code: z.object({ scheme: z.string(), code: z.string() }).optional(),
    name: localizedText,
    parent: z.object({ id: z.string(), name: localizedText }).optional(),
  }),
  submissions: z.int().meta({ description: 'Live number of submissions in the period' }),
  asOf: dayText.optional().meta({ description: 'Last day inside the shares' }),
  overall: figure,
  factors: z.record(z.string(), figure),
  criteria: z.record(z.string(), figure),
  index,
  notes: z.array(z.string()).optional(),
});
const report = z.object({
  campaign: z.string().optional(),
  series: z.string().optional(),
  population: z.enum(['served', 'household']),
  from: dayText,
  until: dayText,
  by: z.string(),
  within: z.string(),
  map: z.string(),
  channels: z.array(z.string()),
  procedure: z.string().optional(),
  versions: z.array(z.string()),
  scoring: z.string(),
  freshAt: z.iso.datetime(),
  isRecounting: z.boolean(),
  minimumAnswers: z.int(),
  total: row,
  rows: z.array(row),
  labels: z.object({
    factors: z.record(z.string(), localizedText),
    criteria: z.record(
      z.string(),
      z.object({
        factor: z.string(),
        label: localizedText,
        levels: z.record(z.string(), localizedText),
        since: z.string().optional().meta({
          description:
            'The version from which its figures count, where older ones meant something else by it',
        }),
      }),
    ),
    procedures: z.record(z.string(), localizedText),
  }),
});

export const satisfactionDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/reports/satisfaction',
    summary: 'Satisfaction of every unit of a kind, and of the whole',
    audience: 'staff',
    query: reportQuery,
    responses: { 200: { description: 'The report', schema: report } },
  },
  {
    method: 'get',
    path: '/reports/satisfaction.csv',
    summary: 'The same report as a table, one line per unit and figure',
    audience: 'staff',
    query: reportQuery,
    responses: { 200: { description: 'UTF-8 with a byte order mark', schema: z.string(), type: 'text/csv' } },
  },
];
