/** Calls per minute that Slack's tiers promise; bursts up to a minute's worth are let through. */
const TIER_PER_MINUTE = { 2: 20, 3: 50, 4: 100 } as const;

const TIER_OF: Readonly<Record<string, keyof typeof TIER_PER_MINUTE>> = {
  'chat.startStream': 2,
  'chat.stopStream': 2,
  'chat.appendStream': 4,
  'chat.update': 3,
  'chat.delete': 3,
  'chat.postEphemeral': 4,
  'agents.sessions.setStatus': 3,
  'agents.sessions.rename': 3,
  'conversations.history': 3,
  'conversations.replies': 3,
  'conversations.info': 3,
  'conversations.list': 2,
  'conversations.members': 4,
  'conversations.open': 3,
  'reactions.add': 3,
  'reactions.remove': 2,
  'users.info': 4,
  'users.list': 2,
  'views.open': 4,
  'views.push': 4,
  'views.update': 4,
  'views.publish': 4,
};

/** One message a second in each channel, with the short bursts that Slack lets through. */
const POST = { perSecond: 1, burst: 4 };

type Bucket = { tokens: number; at: number };

/** Slack's limits by method, and by channel for posts: one bucket for each, refilled steadily. */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes one call. Returns 0, or the whole seconds to wait when there is none left. */
  take(method: string, channel: string, now: number): number {
    const posts = method === 'chat.postMessage';
    const tier = TIER_OF[method];
    if (!posts && tier === undefined) return 0;
    const burst = posts ? POST.burst : TIER_PER_MINUTE[tier ?? 4];
    const perSecond = posts ? POST.perSecond : burst / 60;
    const key = posts ? `${method}:${channel}` : method;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  clear(): void {
    this.#buckets.clear();
  }
}
