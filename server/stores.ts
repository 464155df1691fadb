import type { Connection } from 'mongoose';
import { createAuditStore } from './storage/auditStore.ts';
import { createCampaignStore } from './storage/campaignStore.ts';
import { createCollectorStore } from './storage/collectorStore.ts';
import { createPendingEffects } from './storage/effects.ts';
import { createKeptAsideStore } from './storage/keptAsideStore.ts';
import { createLeaseStore } from './storage/leaseStore.ts';
import { openRateLimitCollection } from './storage/rateLimitCollection.ts';
import { createSessionStore } from './storage/sessionStore.ts';
import { createStaffStore } from './storage/staffStore.ts';
import { createSubmissionCounter } from './storage/submissionCounter.ts';
import { createSubmissionStore } from './storage/submissionStore.ts';
import { createSurveyStore } from './storage/surveyStore.ts';
import { createTallyReader } from './storage/tallyReader.ts';
import { createTallyStore } from './storage/tallyStore.ts';
import { createUnitStore } from './storage/unitStore.ts';
import { treeOf, type UnitTree } from './domain/unitTree.ts';

export type Stores = ReturnType<typeof createStores>;

/** Every store over one connection. */
export function createStores(connection: Connection, secret: string) {
  const surveys = createSurveyStore(connection);
  const units = createUnitStore(connection);

  return {
    audit: createAuditStore(connection, secret),
    campaigns: createCampaignStore(connection),
    collectors: createCollectorStore(connection),
    counter: createSubmissionCounter(connection),
    effects: createPendingEffects(connection),
    keptAside: createKeptAsideStore(connection),
    leases: createLeaseStore(connection),
    rateLimits: openRateLimitCollection(connection, secret),
    sessions: createSessionStore(connection),
    staff: createStaffStore(connection),
    submissions: createSubmissionStore(connection),
    surveys,
    tallies: createTallyStore(connection),
    tallyReader: createTallyReader(connection, surveys),
    units,
    loadTree: async (): Promise<UnitTree> => treeOf(await units.loadUnits()),
  };
}
