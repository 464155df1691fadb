import { Router } from 'express';
import { z } from 'zod';
import type { LookedUp } from '../services/lookUpReceipt.ts';
import { jsonBody } from './jsonBody.ts';
import { parse } from './parse.ts';
import type { StoredLimit } from './storedLimit.ts';

const LARGEST_BODY_BYTES = 1024;

const receiptRequest = z.strictObject({ receipt: z.string().min(1).max(64) });

/** POST /receipts/look-up and /receipts/withdraw. */
export function receiptRoutes(deps: {
  lookUp: (receipt: string) => Promise<LookedUp>;
  withdraw: (receipt: string) => Promise<void>;
  limit: StoredLimit;
}): Router {
  const router = Router();

  router.post('/receipts/look-up', ...jsonBody(LARGEST_BODY_BYTES), async (req, res) => {
    const { receipt } = parse(receiptRequest, req.body);
    await deps.limit.admit(req.ip ?? 'unknown');
    res.json(await deps.lookUp(receipt));
  });

  router.post('/receipts/withdraw', ...jsonBody(LARGEST_BODY_BYTES), async (req, res) => {
    const { receipt } = parse(receiptRequest, req.body);
    await deps.limit.admit(req.ip ?? 'unknown');
    await deps.withdraw(receipt);
    res.json({ withdrawn: true });
  });

  return router;
}
