import { setTimeout as sleep } from 'node:timers/promises';
import { limitOf } from './method-limits.ts';

/**
 * Spaces calls so that Slack's limits hold by method, and by channel where Slack counts so.
 * One instance for the whole process: the limits are the app's, not a run's.
 */
export interface Pacer {
  /** Resolves when the call may be sent, in the order of asking. Rejects with the signal's reason. */
  turn(method: string, channel: string | null, signal?: AbortSignal): Promise<void>;
  /** Milliseconds that a call asked for now would wait. */
  wait(method: string, channel: string | null): number;
  /** Slack answered 429: nothing of this kind is sent for so many milliseconds. */
  pause(method: string, channel: string | null, ms: number): void;
}

export function openPacer(now: () => number): Pacer {
  /** By method and channel: when the bucket would be full again (the theoretical arrival time of GCRA). */
  const arrivals = new Map<string, number>();
  const pauses = new Map<string, number>();

  const keyOf = (method: string, channel: string | null) =>
    limitOf(method).by === 'channel' ? `${method}:${channel ?? ''}` : method;

  const allowedAt = (method: string, key: string): number => {
    const { perMinute, burst } = limitOf(method);
    const tolerance = (burst - 1) * (60_000 / perMinute);
    return Math.max((arrivals.get(key) ?? 0) - tolerance, pauses.get(key) ?? 0);
  };

  return {
    async turn(method, channel, signal) {
      const key = keyOf(method, channel);
      const at = allowedAt(method, key);
      arrivals.set(key, Math.max(arrivals.get(key) ?? 0, now()) + 60_000 / limitOf(method).perMinute);
      let wait = at - now();
      // A pause that begins while we wait holds for us too.
      while (wait > 0) {
        await sleep(wait, undefined, signal === undefined ? {} : { signal });
        wait = (pauses.get(key) ?? 0) - now();
      }
      if (arrivals.size > 10_000) forgetIdle(arrivals, now());
    },
    wait(method, channel) {
      return Math.max(0, allowedAt(method, keyOf(method, channel)) - now());
    },
    pause(method, channel, ms) {
      const key = keyOf(method, channel);
      pauses.set(key, Math.max(pauses.get(key) ?? 0, now() + ms));
    },
  };
}

/** Channels come and go; a bucket that is full again is the same as none. */
function forgetIdle(arrivals: Map<string, number>, now: number): void {
  for (const [key, arrival] of arrivals) if (arrival < now) arrivals.delete(key);
}
