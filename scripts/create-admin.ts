/**
 * Makes somebody an administrator of the whole country and prints the one-time
 * link by which they set their password. Also the way back in when every
 * administrator's password is lost.
 *
 * Changes one account (opens it if there is none with this address); a link
 * that was printed before for the same account ends. Can be run again, and
 * while the platform runs.
 *
 *   npm run create-admin -- --email an@example.vn --name "Nguyễn Thị An"
 *
 * Works on MONGODB_URI, or else on the store in DATA_DIR (default ./data).
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseConfig } from '../server/config.ts';
import { ensureEmbeddedStore } from '../server/embedded/ensureEmbeddedStore.ts';
import { makeFolder } from '../server/embedded/process/folders.ts';
import { invitationLink } from '../server/http/staffRoutes.ts';
import { loadSecret } from '../server/secret.ts';
import { makeAdminLink } from '../server/services/ensureFirstAdminLink.ts';
import { seedUnits } from '../server/services/seedUnits.ts';
import { connectStore, createIndexes } from '../server/storage/connect.ts';
import { vietnamUnits } from '../server/storage/reference/vietnamUnits.ts';
import { createStores } from '../server/stores.ts';

const usage =
  'Usage: npm run create-admin -- --email ADDRESS --name "NAME"   makes an administrator and prints a one-time link';

async function createAdmin({ email, name }: { email: string; name: string }): Promise<void> {
  const config = parseConfig(process.env);
  const dataDir = resolve(config.dataDir);
  if (config.secret === undefined) makeFolder(dataDir);
  const secret = await loadSecret({
    dataDir,
    ...(config.secret === undefined ? {} : { secret: config.secret }),
  });
  const store =
    config.mongodbUri === undefined
      ? await ensureEmbeddedStore({ dataDir })
      : { uri: config.mongodbUri, release: async () => undefined };
  try {
    const connection = await connectStore(store.uri);
    try {
      const stores = createStores(connection, secret);
      await createIndexes(connection);
      // The platform may never have been started here.
      await seedUnits(stores.units, vietnamUnits());
      const deps = { staff: stores.staff, tree: await stores.loadTree() };
      const { token, expiresAt } = await makeAdminLink(deps, { email, name }, new Date());
      console.log(`${name} <${email}> administers the platform. Open this link once to set the password:`);
      console.log(`  ${invitationLink(config.publicUrl, token)}`);
      console.log(`  valid until ${expiresAt.toISOString()}`);
    } finally {
      await connection.close();
    }
  } finally {
    await store.release();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const given = z
    .object({ email: z.email().max(254), name: z.string().trim().min(1).max(120) })
    .safeParse(values);
  if (!given.success) throw new Error(`${usage}\nBoth are needed, and the address must be one.`);
  await createAdmin(given.data);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
