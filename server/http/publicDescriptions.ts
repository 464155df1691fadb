import { z } from 'zod';
import { CHANNELS } from '../domain/campaign.ts';
import { dayText, localizedText, moment, unitId, type RouteDescription } from './routeDescription.ts';

/** What anybody may call: to show a form, to submit, to ask for a receipt. */

const name = z.object({ id: z.string(), name: localizedText });
const receipt = z
  .string()
  .meta({ description: 'Twelve characters, 4F7K-9MQ2-XR5T', example: '4F7K-9MQ2-XR5T' });
const answerValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string(), z.number(), z.boolean()])),
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
]);

export const publicDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/collectors/:code',
    summary: 'The form behind a code, as SurveyJS JSON, for any front end',
    audience: 'anyone',
    params: z.object({ code: z.string() }),
    responses: {
      200: {
        description: 'The current version of the campaign that the collector serves today',
        schema: z.object({
          collector: z.object({
            code: z.string(),
            label: z.string(),
            channel: z.enum(CHANNELS),
            procedure: z.string().optional(),
          }),
          campaign: name,
          unit: name.extend({ kind: z.string(), parent: name.optional() }),
          channel: z.enum(CHANNELS),
          version: z.string(),
          languages: z.array(z.string()),
          definition: z.record(z.string(), z.unknown()),
        }),
      },
      404: { description: 'No form has this code' },
      409: { description: 'It takes part in no survey round today, or is closed' },
    },
  },
  {
    method: 'post',
    path: '/submissions',
    summary: 'Send one questionnaire; the same id may be sent again and again',
    audience: 'anyone',
    body: z.object({
      id: z.uuid().meta({ description: 'Made by the client before its first attempt' }),
      collector: z.string(),
      version: z.string(),
      locale: z.string(),
      answers: z.record(z.string(), answerValue),
      procedure: z.string().optional(),
      answeredAt: moment.optional(),
      deviceNow: moment.optional(),
      elapsedMs: z.number().int().optional(),
    }),
    responses: {
      201: { description: 'On disk', schema: z.object({ id: z.uuid(), receipt }) },
      200: {
        description: 'Known already: the same receipt, or that it was withdrawn',
        schema: z.union([
          z.object({ id: z.uuid(), receipt }),
          z.object({ id: z.uuid(), withdrawn: z.literal(true) }),
        ]),
      },
      400: { description: 'The answers do not fit; every fault is in the details' },
      404: { description: 'No such collector' },
      409: { description: 'Other answers came under this id, or the survey round is not open' },
      413: { description: 'Too large' },
      415: { description: 'Not JSON' },
      429: { description: 'Too many at once; try again after Retry-After seconds' },
      503: { description: 'The store does not answer; try again after Retry-After seconds' },
    },
  },
  {
    method: 'post',
    path: '/receipts/look-up',
    summary: 'Whether the answer of a receipt has arrived',
    audience: 'anyone',
    body: z.object({ receipt: z.string() }),
    responses: {
      200: {
        description: 'It has',
        schema: z.object({
          receipt,
          unit: z.object({ name: localizedText }),
          day: dayText,
          status: z.enum(['counted', 'waiting', 'kept-aside']),
        }),
      },
      404: { description: 'No answer has this receipt' },
      429: { description: 'Too many attempts; see Retry-After' },
    },
  },
  {
    method: 'post',
    path: '/receipts/withdraw',
    summary: 'Withdraw an answer for good',
    audience: 'anyone',
    body: z.object({ receipt: z.string() }),
    responses: {
      200: { description: 'Gone; figures follow', schema: z.object({ withdrawn: z.literal(true) }) },
      404: { description: 'No answer has this receipt' },
      429: { description: 'Too many attempts; see Retry-After' },
    },
  },
  {
    method: 'get',
    path: '/demo',
    summary: 'Accounts and collectors of the demonstration; only there',
    audience: 'anyone',
    responses: {
      200: {
        description: 'What was invented',
        schema: z.object({
          accounts: z.array(
            z.object({ role: z.string(), unit: unitId, email: z.string(), password: z.string() }),
          ),
          collectors: z.array(
            z.object({
              code: z.string(),
              unit: unitId,
              channel: z.enum(CHANNELS),
              campaign: z.string(),
              version: z.string(),
            }),
          ),
        }),
      },
      404: { description: 'This is no demonstration' },
    },
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    audience: 'anyone',
    responses: { 200: { description: 'OpenAPI 3.1', schema: z.object({ openapi: z.string() }).loose() } },
  },
];
