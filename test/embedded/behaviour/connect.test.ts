import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { startTestStore, type TestStore } from '../../support/testStore.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.stop());

test('unmodified mongoose connects, writes and reads', async () => {
  const connection = await mongoose.createConnection(store.uri, { autoCreate: false }).asPromise();
  const Visit = connection.model('Visit', new mongoose.Schema({ office: String, level: Number }));

  await Visit.create([
    { office: 'land', level: 5 },
    { office: 'civil', level: 2 },
  ]);

  expect(await Visit.findOne({ office: 'land' }).lean()).toMatchObject({ level: 5 });
  await connection.close();
});
