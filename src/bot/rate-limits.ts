import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimits } from '#graph/ports.ts';

/**
 * Requests a minute for each person, counted in this process. What the operator asks on the command line is not
 * limited: its budget is.
 */
export function rateLimits({ perMinute }: { perMinute: number }): RateLimits {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return {
    async take(request) {
      if (request.via === 'cli') return { ok: true };
      try {
        await limiter.consume(`${request.team}:${request.user}`);
        return { ok: true };
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return { ok: false, retryAfterMs: refusal.msBeforeNext };
        throw refusal;
      }
    },
  };
}
