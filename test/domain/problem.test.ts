import { describe, expect, test } from '@jest/globals';
import { problems, type Problem } from '../../server/domain/problem.ts';

/** Arguments of those that take something else than words. */
const special: Partial<Record<keyof typeof problems, unknown[]>> = {
  answersInvalid: [[{ question: 'access', reason: 'missing' }]],
  assignmentRefused: ['period'],
  bodyTooLarge: [65_536],
  campaignsNotComparable: ['method'],
  countersNotShown: ['office'],
  definitionRefused: [[]],
  passwordWeak: [12],
  procedureUnknown: ['brith', ['birth']],
  requestInvalid: [['from: is missing']],
  seriesMismatch: ['method'],
  tooManyRequests: [30],
  unavailable: [5],
  unitsInvalid: [['Unit "x" is its own parent.']],
};

const all = Object.entries(problems).map(([name, make]): [string, Problem] => [
  name,
  (make as (...args: unknown[]) => Problem)(...(special[name as keyof typeof problems] ?? ['one', 'two'])),
]);

describe('the catalogue of problems', () => {
  test('has one code for one problem', () => {
    const codes = all.map(([, { code }]) => code);

    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  test.each(all)('%s is a sentence for people under a code for programs', (_name, problem) => {
    expect(problem.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(problem.message).toMatch(/^[A-Z].*\S[.?]$/s);
    expect(problem.message).not.toMatch(/undefined|\[object/);
  });
});
