/**
 * Everything that can go wrong for a reason the caller can act on.
 *
 * A Problem says what happened in the domain's words; it does not know about
 * HTTP. Anything else that is thrown is a bug and is reported as such.
 */

export type ProblemKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'too-large'
  | 'too-many'
  | 'unavailable';

export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly kind: ProblemKind,
    /** Stable identifier for programs; never reused for another meaning. */
    readonly code: string,
    /** One sentence for people: what was wrong and, if possible, what to do. */
    message: string,
    /** Facts that help locate the cause. Never answers, never personal data. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The catalogue. Add here, in the order of the codes; do not build Problems elsewhere. */
export const problems = {
  answersInvalid: (faults: readonly { question: string; row?: string; reason: string }[]) =>
    new Problem(
      'invalid',
      'answers-invalid',
      'Some answers do not fit the questionnaire; see details for each.',
      {
        faults,
      },
    ),

  bodyTooLarge: (limitBytes: number) =>
    new Problem(
      'too-large',
      'body-too-large',
      `The request is larger than ${limitBytes} bytes; send less at once.`,
      {
        limitBytes,
      },
    ),

  campaignMissing: (campaign: string) =>
    new Problem('missing', 'campaign-missing', `There is no campaign "${campaign}".`, { campaign }),

  collectorMissing: (code: string) =>
    new Problem(
      'missing',
      'collector-missing',
      'No form has this code; check the code on the poster and try again.',
      {
        code,
      },
    ),

  collectorUnassigned: (code: string, day: string) =>
    new Problem(
      'conflict',
      'collector-unassigned',
      `This collector took part in no survey round on ${day}; ask the office whether the round is open.`,
      { code, day },
    ),

  requestInvalid: (issues: readonly string[]) =>
    new Problem('invalid', 'request-invalid', `The request was not understood: ${issues.join('; ')}.`, {
      issues,
    }),

  submissionConflict: () =>
    new Problem(
      'conflict',
      'submission-conflict',
      'Other answers have already been received under this id; make a new id for a new submission.',
    ),

  tooManyRequests: (retryAfterSeconds: number) =>
    new Problem(
      'too-many',
      'too-many-requests',
      `Too many requests; try again in ${retryAfterSeconds} seconds.`,
      {
        retryAfterSeconds,
      },
    ),

  unavailable: (retryAfterSeconds: number) =>
    new Problem(
      'unavailable',
      'storage-unavailable',
      `The store does not answer; nothing was lost, try again in ${retryAfterSeconds} seconds.`,
      { retryAfterSeconds },
    ),

  versionNotAccepted: (version: string) =>
    new Problem(
      'conflict',
      'version-not-accepted',
      `Version "${version}" is not one of this survey round's.`,
      {
        version,
      },
    ),
} as const;
