import type { FailureCategory } from '#graph/outcome.ts';

/**
 * Why a call of a model, a tool or an agent did not work out.
 * `unavailable`: the other side is broken, slow or unreachable; a retry may help, and its breaker counts it.
 * `limited`: it is alive and asked for patience (429). `refused`: it will say no again (bad key, bad request).
 * `unusable`: it answered, but not in a usable form. `input`: the request lacks something only a person can give.
 * `open`: a breaker kept the call back. `stopped`: somebody ended the run meanwhile.
 */
export type FailureKind = 'unavailable' | 'limited' | 'refused' | 'unusable' | 'input' | 'open' | 'stopped';

/** A failed call whose message is safe to show: a raw error stays in `cause`, for the log alone. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly kind: FailureKind;
  readonly category: FailureCategory;
  /** How long the other side asked us to wait, milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(
    kind: FailureKind,
    category: FailureCategory,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | null } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.category = category;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** A retry of these may succeed; of the others it only costs. */
export function isTransient(error: unknown): boolean {
  return error instanceof CallFailure && (error.kind === 'unavailable' || error.kind === 'limited');
}

/** While the model's breaker is open: a breaker lets a call through again after 60 s. */
export function modelRests(): CallFailure {
  return new CallFailure('open', 'model', 'The model endpoint does not answer; try again in a minute.');
}
