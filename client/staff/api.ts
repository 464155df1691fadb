/** The only code that talks to the server. Everything it throws is an ApiProblem. */

/** A request that did not succeed, with the sentence that the server sent, if it sent one. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    /** 0: no answer came at all. */
    readonly status: number,
    /** The server's code, or one of ours: `no-answer`, `slow-answer`, `odd-answer`. */
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

const TIMEOUT_MS = 15_000;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Calls the interface and returns its JSON (undefined for 204).
 *
 * @throws ApiProblem for every other outcome, also for answers that are not what the interface promises
 */
export async function request<T>(
  method: Method,
  path: string,
  { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    // A request that we gave up ourselves is no failure; the caller must see it as it is.
    if (signal?.aborted) throw error;
    if (timeout.aborted) throw new ApiProblem(0, 'slow-answer', 'The server did not answer in time.');
    throw new ApiProblem(0, 'no-answer', 'The server cannot be reached.');
  }

  const json = parseJson(text);
  if (!response.ok) throw problemOf(response.status, json);
  if (response.status === 204) return undefined as T;
  if (json === undefined) {
    throw new ApiProblem(response.status, 'odd-answer', 'The server answered with something unexpected.');
  }
  return json as T;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors are `{ code, message, details }`; a proxy in between may send anything else. */
export function problemOf(status: number, json: unknown): ApiProblem {
  const { code, message, details } = (typeof json === 'object' && json !== null ? json : {}) as Record<
    string,
    unknown
  >;
  if (typeof code !== 'string' || typeof message !== 'string') {
    return new ApiProblem(status, 'odd-answer', 'The server answered with something unexpected.');
  }
  return new ApiProblem(
    status,
    code,
    message,
    typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : {},
  );
}

/** A path with its parts encoded: apiPath`/staff/${id}`. */
export function apiPath(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce(
    (path, part, index) =>
      `${path}${part}${index < values.length ? encodeURIComponent(values[index] ?? '') : ''}`,
    '',
  );
}
