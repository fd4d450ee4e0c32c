import { describe, expect, it, vi } from 'vitest';
import { retryAfterMsOf } from '#agents/models/model-failure.ts';
import { CallFailure } from '#agents/resilience/call-failure.ts';
import { backoffMs, DEFAULT_RETRY, retrying } from '#agents/resilience/retry.ts';

const down = new CallFailure('unavailable', 'model', 'down');
const context = { signal: new AbortController().signal, random: () => 0, onRetry: () => undefined };

describe('retrying', () => {
  it('tries four times in all and gives the last failure', async () => {
    const call = vi.fn(() => Promise.reject(down));
    const retries: number[] = [];
    await expect(retrying(call, { ...context, onRetry: (attempt) => retries.push(attempt) })).rejects.toBe(
      down,
    );
    expect(call).toHaveBeenCalledTimes(4);
    expect(retries).toEqual([2, 3, 4]);
  });

  it('does not repeat what was refused, malformed or kept back', async () => {
    for (const kind of ['refused', 'unusable', 'input', 'open'] as const) {
      const call = vi.fn(() => Promise.reject(new CallFailure(kind, 'model', 'no')));
      await expect(retrying(call, context)).rejects.toThrow('no');
      expect(call, kind).toHaveBeenCalledTimes(1);
    }
  });

  it('gives up at once when it is asked to wait longer than is worth it', async () => {
    const call = vi.fn(() =>
      Promise.reject(new CallFailure('limited', 'model', 'later', { retryAfterMs: 31_000 })),
    );
    await expect(retrying(call, context)).rejects.toThrow('later');
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('ends while it waits, with the reason of the abort', async () => {
    const stop = new AbortController();
    const call = vi.fn(() => {
      queueMicrotask(() => setImmediate(() => stop.abort('user')));
      return Promise.reject(new CallFailure('limited', 'model', 'later', { retryAfterMs: 20_000 }));
    });
    await expect(retrying(call, { ...context, signal: stop.signal })).rejects.toBe('user');
    expect(call).toHaveBeenCalledTimes(1);
  });
});

describe('the wait between attempts', () => {
  it('is anywhere between nothing and twice as much as before, up to the cap', () => {
    const longest = [1, 2, 3, 4, 5, 6].map((attempt) => backoffMs(attempt, down, DEFAULT_RETRY, 1));
    expect(longest).toEqual([200, 400, 800, 1_600, 3_200, 5_000]);
    expect(backoffMs(3, down, DEFAULT_RETRY, 0)).toBe(0);
  });

  it('is never shorter than the other side asked for', () => {
    const limited = new CallFailure('limited', 'model', 'later', { retryAfterMs: 2_000 });
    expect(backoffMs(1, limited, DEFAULT_RETRY, 0.5)).toBe(2_100);
  });

  it('reads Retry-After as seconds and as a date', () => {
    expect(retryAfterMsOf('3', 0)).toBe(3_000);
    expect(retryAfterMsOf('Thu, 01 Jan 1970 00:00:10 GMT', 4_000)).toBe(6_000);
    expect(retryAfterMsOf('Thu, 01 Jan 1970 00:00:10 GMT', 40_000)).toBe(0);
    expect(retryAfterMsOf('soon', 0)).toBeNull();
    expect(retryAfterMsOf(null, 0)).toBeNull();
  });
});
