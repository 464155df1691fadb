import { Router } from 'express';
import { z } from 'zod';
import { briefly } from '../services/briefly.ts';
import { submitAnswers, type SubmitDeps } from '../services/submitAnswers.ts';
import { jsonBody } from './jsonBody.ts';
import { parse } from './parse.ts';
import type { SubmissionLimits } from './submissionLimits.ts';

const LARGEST_BODY_BYTES = 64 * 1024;
const LONGEST_ELAPSED_MS = 7 * 24 * 60 * 60 * 1000;

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const line = (longest: number, what: string) => {
  const error = `must be ${what}, 1 to ${longest} characters`;
  return z.string(error).min(1, error).max(longest, error);
};
const INSTANT = 'must be an instant with its time zone, like "2026-03-02T08:15:00+07:00"';
const instant = z.iso.datetime({ offset: true, error: INSTANT });
const ELAPSED = 'must be whole milliseconds from 0 to seven days';

/**
 * What a client sends. Answers pass as they are, every key of them, to be held
 * against the plan: zod's record would drop a key named `__proto__` in silence.
 */
export const submissionRequest = z.strictObject({
  id: z
    .uuid('must be a UUID that the client makes before its first attempt')
    .transform((id) => id.toLowerCase()),
  collector: line(40, 'the code of a collector, as on its poster'),
  version: line(120, 'a published version like "sipas-service@2023-1"'),
  locale: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language code like "vi"'),
  answers: z
    .custom<Record<string, never>>(isPlainObject, 'must be an object: question name to answer')
    .meta({ type: 'object', description: 'Question name to answer, as SurveyJS writes them' }),
  procedure: line(100, 'a procedure of the questionnaire').optional(),
  answeredAt: instant.optional(),
  deviceNow: instant.optional(),
  elapsedMs: z.int(ELAPSED).min(0, ELAPSED).max(LONGEST_ELAPSED_MS, ELAPSED).optional(),
});

/** POST /submissions (design, section 6). */
export function submissionRoutes(deps: SubmitDeps & { limits: SubmissionLimits }): Router {
  const router = Router();
  // Closing a form takes effect within a second.
  const submitDeps: SubmitDeps = {
    ...deps,
    collectors: { findCollector: briefly((code) => deps.collectors.findCollector(code)) },
    campaigns: { ...deps.campaigns, findCampaign: briefly((id) => deps.campaigns.findCampaign(id)) },
  };

  router.post('/submissions', ...jsonBody(LARGEST_BODY_BYTES), async (req, res) => {
    const request = dropAbsent(parse(submissionRequest, req.body));
    const address = req.ip ?? 'unknown';
    const submitted = await submitAnswers(submitDeps, request, () =>
      deps.limits.admit({ address, collector: request.collector }),
    );

    const { id } = submitted;
    if (submitted.kind === 'withdrawn') {
      res.json({ id, withdrawn: true });
    } else {
      res.status(submitted.kind === 'received' ? 201 : 200).json({ id, receipt: submitted.receipt });
    }
  });

  return router;
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** zod types an optional key as possibly `undefined`; in JSON it is there or it is not. */
const dropAbsent = <T extends object>(value: T): Present<T> => value as Present<T>;
