import { afterEach, beforeEach, expect, jest } from '@jest/globals';

/** An unexpected `console.error` fails the test that caused it. A test that expects one silences it itself. */
beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation((...args: unknown[]) => {
    throw new Error(`unexpected console.error: ${args.map(String).join(' ')}`);
  });
});

afterEach(() => {
  expect(jest.isMockFunction(console.error)).toBe(true);
  jest.restoreAllMocks();
});
