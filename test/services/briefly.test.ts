import { expect, test } from '@jest/globals';
import { briefly } from '../../server/services/briefly.ts';

test('what was found is remembered for its time, what was not found is looked for again', async () => {
  let time = 0;
  const asked: string[] = [];
  const find = briefly(
    (key: string) => {
      asked.push(key);
      return Promise.resolve(key === 'none' ? undefined : `${key} at ${time}`);
    },
    { forMs: 1_000, now: () => time },
  );

  expect(await find('a')).toBe('a at 0');
  time = 999;
  expect(await find('a')).toBe('a at 0');
  time = 1_000;
  expect(await find('a')).toBe('a at 1000');
  expect(await find('none')).toBeUndefined();
  expect(await find('none')).toBeUndefined();
  expect(asked).toEqual(['a', 'a', 'none', 'none']);
});
