import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import { CallFailure, isTransient } from './call-failure.ts';

export type RetryOptions = {
  /** Further attempts after the first. */
  retries: number;
  baseMs: number;
  capMs: number;
  /** A longer Retry-After is not worth waiting for: the call fails instead. */
  maxRetryAfterMs: number;
};

export const DEFAULT_RETRY: RetryOptions = {
  retries: 3,
  baseMs: 200,
  capMs: 5_000,
  maxRetryAfterMs: 30_000,
};

/** How long to wait before attempt `attempt + 1`: full jitter, never less than the other side asked for. */
export function backoffMs(attempt: number, error: unknown, options: RetryOptions, random: number): number {
  const jittered = random * Math.min(options.capMs, options.baseMs * 2 ** (attempt - 1));
  const asked = error instanceof CallFailure ? (error.retryAfterMs ?? 0) : 0;
  return asked + jittered;
}

/**
 * Calls until it works, a failure is final or the attempts are used up; rejects with the last failure, or with
 * the signal's reason. The wait is ours: p-retry's own jitter only ever lengthens and draws its own randomness.
 */
export function retrying<T>(
  call: (attempt: number) => Promise<T>,
  context: {
    signal: AbortSignal;
    random: () => number;
    onRetry: (attempt: number) => void;
    options?: RetryOptions;
  },
): Promise<T> {
  const options = context.options ?? DEFAULT_RETRY;
  const worthIt = (error: unknown): boolean =>
    isTransient(error) &&
    !(error instanceof CallFailure && (error.retryAfterMs ?? 0) > options.maxRetryAfterMs);
  return pRetry(call, {
    retries: options.retries,
    minTimeout: 0,
    signal: context.signal,
    shouldRetry: ({ error }) => worthIt(error),
    onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
      if (retriesLeft === 0 || !worthIt(error)) return;
      await pause(backoffMs(attemptNumber, error, options, context.random()), context.signal);
      context.onRetry(attemptNumber + 1);
    },
  });
}

/** Rejects with the signal's own reason rather than with the timer's AbortError. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
