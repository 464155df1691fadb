import { expect, test } from '@jest/globals';
import { createTakeDown } from '../server/takeDown.ts';

test('what was built last goes first, and what resists keeps nothing else from going', async () => {
  const gone: string[] = [];
  const takeDown = createTakeDown();
  takeDown.add(async () => gone.push('port'));
  takeDown.add(() => Promise.reject(new Error('the store resists')));
  takeDown.add(() => Promise.reject(new Error('the connection resists')));
  takeDown.add(() => {
    throw new Error('the log resists at once');
  });
  takeDown.add(async () => gone.push('workers'));

  await expect(takeDown.run()).rejects.toThrow('the log resists at once');
  expect(gone).toEqual(['workers', 'port']);

  await takeDown.run();
  expect(gone).toEqual(['workers', 'port']);
});
