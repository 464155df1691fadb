import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { pino } from 'pino';
import supertest from 'supertest';
import { createPlatform, type Platform } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import type { Grant } from '../../server/domain/staff.ts';
import { inviteStaff } from '../../server/services/inviteStaff.ts';
import { connectStore } from '../../server/storage/connect.ts';
import { COUNTRY_ID } from '../../server/storage/reference/vietnamUnits.ts';
import { startTestStore } from './testStore.ts';

export interface TestApp {
  /** http://localhost:PORT, which is also the PUBLIC_URL that state changes must come from. */
  url: string;
  platform: Platform;
  stores: Platform['stores'];
  connection: Connection;
  dataDir: string;
  secret: string;
  /** A browser without a session. */
  visitor: ReturnType<typeof supertest.agent>;
  /** Makes an account and signs it in: an agent that keeps the cookie and sends the right Origin. */
  signInAs(name: string, grants: readonly Grant[]): Promise<ReturnType<typeof supertest.agent>>;
  stop(): Promise<void>;
}

export const TEST_PASSWORD = 'một mật khẩu thật dài';

/**
 * The real application on a fresh database, listening on a port of its own,
 * with reference units and the shipped questionnaires.
 */
export async function startTestApp(
  options: {
    isDemo?: boolean;
    now?: () => Date;
    /** A built client, for browser tests; without it pages come as bare HTML. */
    clientDir?: string;
    /** Where the log goes, down to its lowest level in use; without it there is none. */
    log?: { write(line: string): void };
  } = {},
): Promise<TestApp> {
  const store = await startTestStore();
  const dataDir = await mkdtemp(join(tmpdir(), 'sipas-app-'));
  const secret = 'test-secret-test-secret-test-secret';
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const url = `http://localhost:${port}`;

  const connection = await connectStore(store.uri);
  const platform = await createPlatform({
    connection,
    config: parseConfig({ PUBLIC_URL: url, PORT: String(port) }),
    dataDir,
    secret,
    logger: options.log === undefined ? pino({ level: 'silent' }) : pino({ level: 'debug' }, options.log),
    isDemo: options.isDemo ?? false,
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.clientDir === undefined ? {} : { clientDir: options.clientDir }),
  });
  await platform.prepare(() => undefined);
  server.on('request', platform.app);

  const agent = () => supertest.agent(`http://127.0.0.1:${port}`).set('Origin', url);
  return {
    url,
    platform,
    stores: platform.stores,
    connection,
    dataDir,
    secret,
    visitor: agent(),
    async signInAs(name, grants) {
      const email = `${name
        .toLowerCase()
        .normalize('NFD')
        .replace(/[^a-z]/g, '')}@example.vn`;
      const operator = {
        id: 'operator',
        name: 'Operator',
        grants: [{ role: 'admin' as const, unit: COUNTRY_ID }],
      };
      const { token } = await inviteStaff(
        { staff: platform.stores.staff, tree: await platform.stores.loadTree() },
        operator,
        { name, email, grants },
        options.now?.() ?? new Date(),
      );
      const signedIn = agent();
      await signedIn
        .post('/api/v1/staff/invitations/accept')
        .send({ token, password: TEST_PASSWORD })
        .expect(200);
      return signedIn;
    },
    async stop() {
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
      await platform.stop();
      await connection.close();
      await store.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
