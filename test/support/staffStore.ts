import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { createAuditStore } from '../../server/storage/auditStore.ts';
import { createCampaignStore } from '../../server/storage/campaignStore.ts';
import { createCollectorStore } from '../../server/storage/collectorStore.ts';
import { connectStore, createIndexes } from '../../server/storage/connect.ts';
import { createSurveyStore } from '../../server/storage/surveyStore.ts';

export async function openTestStore(): Promise<{ connection: Connection; close: () => Promise<void> }> {
  const uri = (process.env['MONGODB_URI'] ?? '').replace('/?', `/staff-${randomUUID().slice(0, 8)}?`);
  const connection = await connectStore(uri);
  createAuditStore(connection, 'only its indexes are wanted here');
  createCampaignStore(connection);
  createCollectorStore(connection);
  createSurveyStore(connection);
  await createIndexes(connection);
  return {
    connection,
    close: async () => {
      await connection.dropDatabase();
      await connection.close();
      await mongoose.disconnect();
    },
  };
}
