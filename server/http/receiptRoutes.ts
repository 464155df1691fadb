import { createHmac } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import type { LookedUp } from '../services/lookUpReceipt.ts';
import { jsonBody } from './jsonBody.ts';
import { parse } from './parse.ts';
import { dayText, localizedText, type RouteDescription } from './routeDescription.ts';
import { createStoredLimit, type LimitStore } from './storedLimit.ts';

const LARGEST_BODY_BYTES = 1024;
const WINDOW_SECONDS = 15 * 60;
/** An office's Wi-Fi may look up many; guessing 55 bits takes more. */
const TRIES_PER_ADDRESS = 100;

const receiptRequest = z.strictObject({ receipt: z.string().min(1).max(64) });

export interface ReceiptLimits {
  /** @throws Problem `too-many-requests` */
  admit(address: string): Promise<void>;
}

/** Counted across processes, under keyed hashes: the store holds no address. */
export function createReceiptLimits(store: LimitStore, secret: string): ReceiptLimits {
  const limit = createStoredLimit(store, {
    name: 'receipt',
    tries: TRIES_PER_ADDRESS,
    durationSeconds: WINDOW_SECONDS,
  });
  return {
    admit: (address) =>
      limit.admit(
        createHmac('sha256', secret).update(`receipt-address\n${address}`).digest('base64url').slice(0, 32),
      ),
  };
}

/** POST /receipts/look-up and /receipts/withdraw. */
export function receiptRoutes(deps: {
  lookUp: (receipt: string) => Promise<LookedUp>;
  withdraw: (receipt: string) => Promise<void>;
  limits: ReceiptLimits;
}): Router {
  const router = Router();

  router.post('/receipts/look-up', ...jsonBody(LARGEST_BODY_BYTES), async (req, res) => {
    const { receipt } = parse(receiptRequest, req.body);
    await deps.limits.admit(req.ip ?? 'unknown');
    res.json(await deps.lookUp(receipt));
  });

  router.post('/receipts/withdraw', ...jsonBody(LARGEST_BODY_BYTES), async (req, res) => {
    const { receipt } = parse(receiptRequest, req.body);
    await deps.limits.admit(req.ip ?? 'unknown');
    await deps.withdraw(receipt);
    res.json({ withdrawn: true });
  });

  return router;
}

const failures = {
  400: { description: 'Not a receipt code' },
  404: { description: 'Nothing is kept under this code, or it was withdrawn' },
  429: { description: 'Too many tries; wait as Retry-After says' },
};

export const receiptDescriptions: readonly RouteDescription[] = [
  {
    method: 'post',
    path: '/receipts/look-up',
    summary: 'Whether an answer arrived; never what it says',
    audience: 'anyone',
    body: receiptRequest,
    responses: {
      200: {
        description: 'It arrived',
        schema: z.object({
          receipt: z.string(),
          unit: z.object({ name: localizedText }),
          day: dayText,
          status: z.enum(['counted', 'waiting', 'kept-aside']),
        }),
      },
      ...failures,
    },
  },
  {
    method: 'post',
    path: '/receipts/withdraw',
    summary: 'Delete an answer and take it out of the figures',
    audience: 'anyone',
    body: receiptRequest,
    responses: {
      200: { description: 'Deleted', schema: z.object({ withdrawn: z.literal(true) }) },
      ...failures,
    },
  },
];
