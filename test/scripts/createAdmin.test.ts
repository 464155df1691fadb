import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { createPasswords } from '../../server/passwords.ts';
import { acceptInvitation } from '../../server/services/acceptInvitation.ts';
import { openStores, TEST_SECRET } from '../support/openStores.ts';
import { startTestStore } from '../support/testStore.ts';
import { connectStore } from '../../server/storage/connect.ts';
import { createStores } from '../../server/stores.ts';

const run = promisify(execFile);

const createAdmin = (args: string[], env: Record<string, string>) =>
  run(process.execPath, ['--import', 'tsx', 'scripts/create-admin.ts', ...args], {
    env: { ...process.env, SECRET: TEST_SECRET, ...env },
  });

test('whoever holds the machine makes an administrator, on a store that has nothing yet', async () => {
  const { uri, stop } = await startTestStore();
  const { stdout } = await createAdmin(['--email', 'uyen@example.vn', '--name', 'Uyên'], {
    MONGODB_URI: uri,
    PUBLIC_URL: 'https://hai-long.example.vn',
  });
  const [, token = ''] = /https:\/\/hai-long\.example\.vn\/staff\/invitation#([\w-]{43})/.exec(stdout) ?? [];

  const connection = await connectStore(uri);
  const { staff, sessions } = createStores(connection, TEST_SECRET);
  const { member } = await acceptInvitation(
    { staff, sessions, passwords: await createPasswords(), countryId: 'vn' },
    { token, password: 'một mật khẩu thật dài' },
    new Date(),
  );
  await connection.close();
  await stop();

  expect(member).toMatchObject({ email: 'uyen@example.vn', grants: [{ role: 'admin', unit: 'vn' }] });
}, 120_000);

test('without a name or with something that is no address it says what it needs and changes nothing', async () => {
  const { stores, close } = await openStores();

  for (const args of [
    ['--email', 'uyen@example.vn'],
    ['--email', 'uyen', '--name', 'Uyên'],
  ]) {
    const failure = (await createAdmin(args, {}).catch((error: unknown) => error)) as {
      code: number;
      stderr: string;
    };
    expect(failure.code).toBe(1);
    expect(failure.stderr).toContain('npm run create-admin -- --email');
  }
  expect(await stores.staff.listAccounts()).toEqual([]);
  await close();
}, 120_000);
