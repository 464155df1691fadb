import type { AnswerFault } from '../../server/domain/questionnaire/plan.ts';
import type { SubmissionRequest } from '../../server/domain/submission.ts';

export type Refusal = 'closed' | 'version' | 'sent' | 'unknown';

/** What came of one attempt. Only `wait` is worth another one as it is. */
export type Outcome =
  | { kind: 'arrived'; receipt: string }
  | { kind: 'withdrawn' }
  | { kind: 'faults'; faults: readonly AnswerFault[] }
  | { kind: 'wait'; seconds: number; isOffline: boolean }
  | { kind: 'refused'; reason: Refusal };

/** A slow network is given time; the id makes a second attempt harmless. */
const TIMEOUT_MS = 30_000;
const LONGEST_WAIT_SECONDS = 120;

/** One attempt to hand the answers over. Never throws. */
export async function sendSubmission(request: SubmissionRequest, attempt: number): Promise<Outcome> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch('/api/v1/submissions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: abort.signal,
    });
    const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    return outcomeOf(response.status, body, response.headers.get('retry-after'), attempt);
  } catch {
    return { kind: 'wait', seconds: pauseAfter(attempt), isOffline: true };
  } finally {
    clearTimeout(timer);
  }
}

export function outcomeOf(
  status: number,
  body: Readonly<Record<string, unknown>>,
  retryAfter: string | null,
  attempt: number,
): Outcome {
  if (status === 200 || status === 201) {
    if (body['withdrawn'] === true) return { kind: 'withdrawn' };
    if (typeof body['receipt'] === 'string') return { kind: 'arrived', receipt: body['receipt'] };
    // something between us and the server answered in its place
    return { kind: 'wait', seconds: pauseAfter(attempt), isOffline: false };
  }
  if (status === 429 || status >= 500 || status === 408) {
    const asked = Number(retryAfter ?? NaN);
    const seconds = Number.isFinite(asked) && asked > 0 ? Math.ceil(asked) : pauseAfter(attempt);
    return { kind: 'wait', seconds: Math.min(seconds, LONGEST_WAIT_SECONDS), isOffline: false };
  }
  if (body['code'] === 'answers-invalid') {
    const { faults = [] } = (body['details'] ?? {}) as { faults?: AnswerFault[] };
    return { kind: 'faults', faults };
  }
  return { kind: 'refused', reason: reasons[String(body['code'])] ?? 'unknown' };
}

const reasons: Readonly<Record<string, Refusal>> = {
  'collector-missing': 'closed',
  'collector-unassigned': 'closed',
  'collector-closed': 'closed',
  'campaign-missing': 'closed',
  'version-missing': 'version',
  'version-not-accepted': 'version',
  'submission-conflict': 'sent',
};

/** 5, 10, 20, 40, then every 60 seconds. */
const pauseAfter = (attempt: number): number => Math.min(60, 5 * 2 ** attempt);

/** A random UUID; `randomUUID` exists only where the page came by https or from this machine. */
export function makeId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
