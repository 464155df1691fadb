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

/**
 * What a client sends. Answers pass as they are, every key of them, to be held
 * against the plan: zod's record would drop a key named `__proto__` in silence.
 */
export const submissionRequest = z.strictObject({
  id: z
    .uuid('must be a UUID that the client makes before its first attempt')
    .transform((id) => id.toLowerCase()),
  collector: z.string().min(1).max(40),
  version: z.string().min(1).max(120),
  locale: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language code like "vi"'),
  answers: z
    .custom<Record<string, never>>(isPlainObject, 'must be an object: question name to answer')
    .meta({ type: 'object', description: 'Question name to answer, as SurveyJS writes them' }),
  procedure: z.string().min(1).max(100).optional(),
  answeredAt: z.iso.datetime({ offset: true }).optional(),
  deviceNow: z.iso.datetime({ offset: true }).optional(),
  elapsedMs: z.int().min(0).max(LONGEST_ELAPSED_MS).optional(),
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
