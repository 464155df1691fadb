/**
 * An application that takes submissions and recounts, on the embedded store of
 * a data directory. Prints its port; runs until it is killed.
 *
 *   node --import tsx test/crash/submissionProcess.ts DATA_DIR
 */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { ensureEmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';
import { problemHandler } from '../../server/http/problemHandler.ts';
import { createSubmissionLimits } from '../../server/http/submissionLimits.ts';
import { submissionRoutes } from '../../server/http/submissionRoutes.ts';
import { startRecounting } from '../../server/services/startRecounting.ts';
import { connectStore, createIndexes } from '../../server/storage/connect.ts';
import { isOutage } from '../../server/storage/outage.ts';
import { submitWorld } from '../support/submitWorld.ts';

const [dataDir = ''] = process.argv.slice(2);
const { uri } = await ensureEmbeddedStore({ dataDir });
const connection = await connectStore(uri);
const { submit, deps } = submitWorld(connection);
await createIndexes(connection);
const reportBug = (error: unknown) => {
  console.error(error);
};
startRecounting({ ...deps, restMs: 1_000, reportBug });

const limits = createSubmissionLimits(submit.now, { windowSeconds: 60, perAddress: 1e6, perCollector: 1e6 });
const app = express()
  .use('/api/v1', submissionRoutes({ ...submit, limits }))
  .use(problemHandler({ isOutage, reportBug }));
const server = app.listen(0, '127.0.0.1', () => {
  console.log(String((server.address() as AddressInfo).port));
});
