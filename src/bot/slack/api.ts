import { setTimeout as sleep } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import type { Logger } from '#bot/log.ts';
import type { Metrics } from '#bot/metrics.ts';
import type { Pacer } from './pacer.ts';
import { sealOutbound } from './seal-outbound.ts';

/**
 * `refused`: Slack said no, and nothing happened. `lost`: no answer came, or one that says nothing; the call may have
 * had its effect, so whoever posts looks before repeating.
 */
export type SlackAnswer =
  | { ok: true; data: Readonly<Record<string, unknown>> }
  | { ok: false; kind: 'refused'; error: string }
  | { ok: false; kind: 'lost'; error: string };

type CallOptions = {
  /** Who may be mentioned in what is sent; nobody by default. */
  named?: ReadonlySet<string>;
  signal?: AbortSignal;
};

/** Slack's Web API: sealed, paced, 429 honoured. Expected refusals are answers; it rejects only with the signal. */
export interface SlackApi {
  call(method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<SlackAnswer>;
  /** Milliseconds that such a call would wait for its turn now. */
  wait(method: string, channel: string): number;
}

export type SlackApiDeps = {
  client: webApi.WebClient;
  pacer: Pacer;
  log: Logger;
  metrics: Metrics;
  /** 0 to 1, for jitter. */
  random: () => number;
};

/** Calls that may be repeated without a look: the second has no effect of its own. */
const REPEATABLE = new Set([
  'auth.test',
  'users.info',
  'conversations.info',
  'conversations.replies',
  'conversations.history',
  'chat.update',
  'chat.delete',
  'agents.sessions.setStatus',
  'assistant.threads.setStatus',
  'reactions.add',
]);
/** Slack's own troubles: whether anything happened is unknown. */
const UNCERTAIN = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);
const MAX_RATE_LIMITED = 8;
const MAX_LOST = 3;

export function openSlackApi({ client, pacer, log, metrics, random }: SlackApiDeps): SlackApi {
  return {
    wait: (method, channel) => pacer.wait(method, channel),
    async call(method, args, options = {}) {
      const sealed = sealOutbound(args, options.named ?? new Set());
      const channel = typeof args.channel === 'string' ? args.channel : null;
      for (let limited = 0, lost = 0; ; ) {
        await pacer.turn(method, channel, options.signal);
        const answer = await send(client, method, sealed);
        if (answer.ok) return answer;
        if (answer.kind === 'limited') {
          metrics.slackRateLimited(method);
          pacer.pause(method, channel, answer.ms);
          limited += 1;
          log.warn({ method, retryAfterMs: answer.ms }, 'slack rate limit reached');
          if (limited > MAX_RATE_LIMITED) return { ok: false, kind: 'refused', error: 'ratelimited' };
        } else if (answer.kind === 'lost' && REPEATABLE.has(method) && lost < MAX_LOST) {
          lost += 1;
          await sleep(
            random() * 250 * 2 ** lost,
            undefined,
            options.signal ? { signal: options.signal } : {},
          );
        } else {
          return answer;
        }
      }
    },
  };
}

async function send(
  client: webApi.WebClient,
  method: string,
  args: Record<string, unknown>,
): Promise<SlackAnswer | { ok: false; kind: 'limited'; ms: number }> {
  try {
    return { ok: true, data: { ...(await client.apiCall(method, args)) } };
  } catch (cause) {
    if (cause instanceof webApi.WebAPIRateLimitedError) {
      return { ok: false, kind: 'limited', ms: Math.max(1, cause.retryAfter) * 1_000 };
    }
    if (cause instanceof webApi.WebAPIPlatformError) {
      const error = cause.data.error;
      if (error === 'ratelimited') return { ok: false, kind: 'limited', ms: 5_000 };
      return { ok: false, kind: UNCERTAIN.has(error) ? 'lost' : 'refused', error };
    }
    return { ok: false, kind: 'lost', error: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** The same calls, each of which also gives up waiting with the signal. */
export function withSignal(api: SlackApi, signal: AbortSignal): SlackApi {
  return {
    wait: (method, channel) => api.wait(method, channel),
    call: (method, args, options = {}) => {
      const both = options.signal === undefined ? signal : AbortSignal.any([signal, options.signal]);
      return api.call(method, args, { ...options, signal: both });
    },
  };
}
