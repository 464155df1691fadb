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
  | 'unsupported'
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

  assignmentOverlap: (code: string, campaign: string) =>
    new Problem(
      'conflict',
      'assignment-overlap',
      'This collector already serves another campaign in that period; end that assignment first.',
      { code, campaign },
    ),

  assignmentRefused: (reason: 'channel' | 'unit' | 'period') =>
    new Problem(
      'conflict',
      'assignment-refused',
      {
        channel: 'The campaign does not use the channel of this collector; choose another campaign.',
        unit: 'The unit of this collector takes no part in the campaign; choose another campaign.',
        period: 'The assignment does not lie within the days of the campaign; correct its days.',
      }[reason],
      { reason },
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

  campaignExists: (campaign: string) =>
    new Problem(
      'conflict',
      'campaign-exists',
      `There is already a campaign "${campaign}"; choose another id.`,
      {
        campaign,
      },
    ),

  campaignFirstDay: (from: string) =>
    new Problem(
      'invalid',
      'campaign-first-day',
      `A campaign begins on 2010-01-01 at the earliest and five years from today at the latest, not on ${from}; check the year.`,
      { from },
    ),

  campaignMissing: (campaign: string) =>
    new Problem(
      'missing',
      'campaign-missing',
      `There is no campaign "${campaign}"; choose one of /api/v1/campaigns.`,
      { campaign },
    ),

  campaignVersionKept: (version: string) =>
    new Problem(
      'conflict',
      'campaign-version-kept',
      `Version "${version}" stays in this survey round, because answers to it may be in its figures or on their way; put the new version first instead.`,
      { version },
    ),

  campaignsNotComparable: (difference: 'method' | 'population') =>
    new Problem(
      'conflict',
      'campaigns-not-comparable',
      {
        method: 'These survey rounds were scored by different methods; ask for one round at a time.',
        population: 'These survey rounds asked different populations; ask for one round at a time.',
      }[difference],
      { difference },
    ),

  /** @param because the campaign does not allow it, or it is another office's */
  countersNotShown: (because: 'campaign' | 'office') =>
    new Problem(
      'forbidden',
      'counters-not-shown',
      {
        campaign: 'This survey round shows no counters by themselves; ask for the office as a whole.',
        office: 'Only an office itself sees its counters by themselves; ask for the office as a whole.',
      }[because],
      { because },
    ),

  collectorClosed: (code: string) =>
    new Problem(
      'conflict',
      'collector-closed',
      'This form is closed at the moment; ask the office whether it opens again.',
      { code },
    ),

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

  credentialsWrong: () =>
    new Problem(
      'unauthenticated',
      'credentials-wrong',
      'The e-mail address or the password is not right; try again.',
    ),

  definitionRefused: (objections: readonly unknown[]) =>
    new Problem(
      'invalid',
      'definition-refused',
      'The questionnaire cannot be published like this; see the objections.',
      { objections },
    ),

  draftMissing: (survey: string) =>
    new Problem('missing', 'draft-missing', `Survey "${survey}" has no draft; save one first.`, { survey }),

  draftStale: (survey: string) =>
    new Problem(
      'conflict',
      'draft-stale',
      'Somebody else has saved this draft since you opened it; load it again and repeat your change.',
      { survey },
    ),

  forbidden: () =>
    new Problem(
      'forbidden',
      'forbidden',
      'Your account may not do this here; ask an administrator for the right.',
    ),

  invitationInvalid: () =>
    new Problem(
      'missing',
      'invitation-invalid',
      'This link has been used or has expired; ask an administrator for a new one.',
    ),

  jsonNeeded: () =>
    new Problem(
      'unsupported',
      'json-needed',
      'Send the request as JSON, with Content-Type application/json.',
    ),

  lastAdmin: () =>
    new Problem(
      'conflict',
      'last-admin',
      'This is the last active administrator of the whole country; make another one first.',
    ),

  originRefused: () =>
    new Problem(
      'forbidden',
      'origin-refused',
      'The request came from another site; open the application itself and try again.',
    ),

  passwordWeak: (minimumCharacters: number) =>
    new Problem(
      'invalid',
      'password-weak',
      `Choose a password of at least ${minimumCharacters} characters that is not your name or e-mail address.`,
      { minimumCharacters },
    ),

  procedureUnknown: (procedure: string, known: readonly string[]) =>
    new Problem(
      'invalid',
      'procedure-unknown',
      known.length === 0
        ? `Nobody in this survey round is asked for the procedure; leave "${procedure}" out.`
        : `No answer of this survey round is about "${procedure}"; choose one of ${known.join(', ')}.`,
      { procedure, known },
    ),

  receiptInvalid: () =>
    new Problem(
      'invalid',
      'receipt-invalid',
      'This is not a receipt code; compare it character by character: it has no I, L, O and U.',
    ),

  receiptMissing: () =>
    new Problem(
      'missing',
      'receipt-missing',
      'No answer is kept under this code: it was withdrawn, or one character is wrong.',
    ),

  requestInvalid: (issues: readonly string[]) =>
    new Problem('invalid', 'request-invalid', `The request was not understood: ${issues.join('; ')}.`, {
      issues,
    }),

  seriesMismatch: (reason: 'population' | 'method' | 'scale' | 'survey') =>
    new Problem(
      'conflict',
      'series-mismatch',
      {
        population: 'The other campaigns of this series ask another population; choose another series.',
        method:
          'These versions are scored by another method than the rest of the series; choose another series.',
        scale:
          'These versions have other levels for the same criterion than the rest of the series; choose another series.',
        survey: 'The versions of one campaign must all be of one survey; make a campaign for each survey.',
      }[reason],
      { reason },
    ),

  seriesMissing: (series: string) =>
    new Problem(
      'missing',
      'series-missing',
      `There is no series "${series}" of survey rounds; choose that of a campaign in /api/v1/campaigns.`,
      { series },
    ),

  routeMissing: (method: string, path: string) =>
    new Problem(
      'missing',
      'route-missing',
      `There is nothing at ${method} ${path}; see /api/v1/openapi.json.`,
    ),

  signInNeeded: () =>
    new Problem(
      'unauthenticated',
      'sign-in-needed',
      'You are not signed in, or no longer; sign in and try again.',
    ),

  staffExists: () =>
    new Problem(
      'conflict',
      'staff-exists',
      'There is already an account with this e-mail address; change its rights instead.',
    ),

  staffMissing: (id: string) =>
    new Problem(
      'missing',
      'staff-missing',
      'There is no such member of staff; choose one of /api/v1/staff.',
      { id },
    ),

  unavailable: (retryAfterSeconds: number) =>
    new Problem(
      'unavailable',
      'storage-unavailable',
      `The store does not answer; nothing was lost, try again in ${retryAfterSeconds} seconds.`,
      { retryAfterSeconds },
    ),

  formBusy: (retryAfterSeconds: number) =>
    new Problem(
      'unavailable',
      'form-busy',
      `This form could not be checked in time; nothing was lost, try again in ${retryAfterSeconds} seconds.`,
      { retryAfterSeconds },
    ),

  submissionConflict: () =>
    new Problem(
      'conflict',
      'submission-conflict',
      'Other answers have already been received under this id; make a new id for a new submission.',
    ),

  surveyMissing: (survey: string) =>
    new Problem(
      'missing',
      'survey-missing',
      `There is no survey "${survey}"; choose one of /api/v1/surveys.`,
      { survey },
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

  unitEnded: (unit: string, day: string) =>
    new Problem(
      'conflict',
      'unit-ended',
      `Unit "${unit}" does not exist on ${day}, and no single unit has taken it over; choose another day, or make a collector of a unit that exists on it.`,
      { unit, day },
    ),

  unitExists: () =>
    new Problem(
      'conflict',
      'unit-exists',
      'A unit with one of these ids is there already; read the units again.',
    ),

  unitMissing: (unit: string) =>
    new Problem(
      'missing',
      'unit-missing',
      `There is no unit "${unit}" that you may see; look it up in /api/v1/units.`,
      { unit },
    ),

  unitsInvalid: (faults: readonly string[]) =>
    new Problem('invalid', 'units-invalid', `The units were not stored. ${faults.join(' ')}`, { faults }),

  versionExists: (version: string) =>
    new Problem(
      'conflict',
      'version-exists',
      `Version "${version}" is published already and stays as it is; choose another version.`,
      { version },
    ),

  versionMissing: (version: string) =>
    new Problem(
      'missing',
      'version-missing',
      `There is no published version "${version}"; choose one of /api/v1/surveys.`,
      { version },
    ),

  versionNotAccepted: (version: string) =>
    new Problem(
      'conflict',
      'version-not-accepted',
      `Version "${version}" is not one of this survey round's; load the form again and answer that one.`,
      {
        version,
      },
    ),
} as const;
