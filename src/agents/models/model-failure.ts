import { CallFailure } from '#agents/resilience/call-failure.ts';

/** What a provider's client throws, as far as it is looked at. */
type ProviderError = { status: number | null; code: string | null; retryAfter: string | null };

/** Puts a provider's error into our words; the raw one stays in `cause`. `nowMs` dates a Retry-After given as a date. */
export function modelFailure(error: unknown, nowMs: number): CallFailure {
  if (error instanceof CallFailure) return error;
  const { status, code, retryAfter } = describe(error);
  const cause = error;
  if (status === 429 && code === 'insufficient_quota') {
    return new CallFailure('refused', 'model', 'The model account has no quota left.', { cause });
  }
  if (status === 429) {
    const retryAfterMs = retryAfterMsOf(retryAfter, nowMs);
    return new CallFailure('limited', 'model', 'The model is rate limited.', { cause, retryAfterMs });
  }
  if (status === 401 || status === 403) {
    return new CallFailure('refused', 'model', 'The model endpoint refused the API key.', { cause });
  }
  if (status === 404)
    return new CallFailure('refused', 'model', 'The endpoint has no such model.', { cause });
  if (status !== null && status >= 400 && status < 500 && status !== 408) {
    return new CallFailure('refused', 'model', 'The model endpoint refused the question.', { cause });
  }
  return new CallFailure('unavailable', 'model', 'The model did not answer.', { cause });
}

/** True when the endpoint answered at all: then a failed call cost nothing. */
export function wasAnswered(error: unknown): boolean {
  return describe(error).status !== null;
}

/** What the socket or the resolver says before a byte of the question has left. */
const NEVER_SENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** True when no connection came about: nothing was sent, and nothing can be charged. */
export function wasNeverSent(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth += 1)
    // `fetch` itself refuses some ports, in these words alone.
    if (('code' in each && NEVER_SENT.has(each.code)) || each.message === 'bad port') return true;
  return false;
}

/** True when an endpoint that knows no JSON schemas rejects `response_format`. */
export function rejectsResponseFormat(failure: CallFailure): boolean {
  const cause = failure.cause;
  return (
    describe(cause).status === 400 &&
    cause instanceof Error &&
    /response_format|json_schema/i.test(cause.message)
  );
}

/** Seconds or a date, as HTTP has it; null when there is none. */
export function retryAfterMsOf(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

function describe(error: unknown): ProviderError {
  const nothing = { status: null, code: null, retryAfter: null };
  if (typeof error !== 'object' || error === null) return nothing;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const headers = 'headers' in error && error.headers instanceof Headers ? error.headers : null;
  return { status, code, retryAfter: headers?.get('retry-after') ?? null };
}
