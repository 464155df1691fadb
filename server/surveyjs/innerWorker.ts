/** The worker behind innerJudge.ts: answers one request after the other. */
import { parentPort } from 'node:worker_threads';
import type { InnerRequest } from '../domain/questionnaire/slowPath.ts';
import { judgeInside } from './judgeInside.ts';

parentPort?.on('message', (request: InnerRequest) => {
  parentPort?.postMessage(judgeInside(request));
});
parentPort?.postMessage('ready');
