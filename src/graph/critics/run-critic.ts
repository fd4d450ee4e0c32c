import { Finding } from '#graph/review.ts';
import type { Settings } from '#graph/settings.ts';
import { backoffMs, wait } from './backoff.ts';
import type { Judged } from './critic.ts';
import type { Seat } from './critic-set.ts';
import type { CriticLimiter } from './limiter.ts';

export type CriticRun = {
  /** Null when the critic failed: it threw, hung, or returned what is no finding. */
  finding: Finding | null;
  /** Why it failed, machine-readable; null otherwise. Never the text of an exception. */
  failure: string | null;
  attempts: number;
  timedOut: boolean;
  ms: number;
};

export type CriticRunner = {
  limiter: CriticLimiter;
  settings: Settings['critique'];
  now: () => number;
  random: () => number;
};

/**
 * Runs one critic: waits for its place, bounds its time, tries again after exceptions and timeouts, and parses what it
 * returns. Never rejects: a critic that the signal ends has failed.
 */
export async function runCritic(
  seat: Seat,
  judged: Judged,
  runner: CriticRunner,
  retries: number,
  signal: AbortSignal,
): Promise<CriticRun> {
  const { settings, now } = runner;
  const begun = now();
  let timedOut = false;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await attemptOnce(seat, judged, runner, signal);
    timedOut ||= answer.failure === 'timeout';
    const again = answer.transient && attempt <= retries && !signal.aborted;
    if (!again) {
      const { finding, failure } = answer;
      return { finding, failure, attempts: attempt, timedOut, ms: Math.max(0, now() - begun) };
    }
    const delay = backoffMs(attempt, settings.retryBaseMs, settings.retryCapMs, runner.random());
    // An abort ends the wait early; the next attempt then fails at once and is the last.
    await wait(delay, signal).catch(() => undefined);
  }
}

type Attempt = { finding: Finding | null; failure: string | null; transient: boolean };

async function attemptOnce(
  seat: Seat,
  judged: Judged,
  { limiter, settings }: CriticRunner,
  signal: AbortSignal,
): Promise<Attempt> {
  const { critic } = seat;
  let release: (() => void) | null = null;
  try {
    const { stage, name } = seat;
    const concurrency = critic.concurrency ?? Number.POSITIVE_INFINITY;
    release = await limiter.acquire({ name, stage, concurrency, rate: critic.rate ?? null }, signal);
    const raw = await judgeWithin(critic.timeoutMs ?? stageTimeout(seat, settings), seat, judged, signal);
    const parsed = Finding.safeParse(raw);
    // The same input would very likely give the same invalid answer: not worth another try.
    return parsed.success
      ? { finding: parsed.data, failure: null, transient: false }
      : { finding: null, failure: 'invalid_result', transient: false };
  } catch (error) {
    if (signal.aborted) return { finding: null, failure: 'aborted', transient: false };
    const failure = error instanceof CriticTimeout ? 'timeout' : 'threw';
    return { finding: null, failure, transient: true };
  } finally {
    release?.();
  }
}

class CriticTimeout extends Error {
  override readonly name = 'CriticTimeout';
}

/** A critic that ignores its signal is left behind, its place freed: it cannot hold up the review. */
function judgeWithin(ms: number, seat: Seat, judged: Judged, signal: AbortSignal): unknown {
  const controller = new AbortController();
  const answer = seat.critic.judge(judged, controller.signal);
  if (!(answer instanceof Promise)) return answer;
  return new Promise((resolve, reject) => {
    const end = (error: unknown): void => {
      controller.abort(error);
      reject(error);
    };
    const abort = (): void => end(signal.reason);
    const timer = setTimeout(() => end(new CriticTimeout(`${seat.name} took longer than ${ms} ms`)), ms);
    signal.addEventListener('abort', abort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    answer.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
    if (signal.aborted) abort();
  });
}

function stageTimeout(seat: Seat, settings: Settings['critique']): number {
  if (seat.stage === 'fast') return settings.fastTimeoutMs;
  return seat.stage === 'deep' ? settings.deepTimeoutMs : settings.timeoutMs;
}
