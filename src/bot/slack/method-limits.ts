/** `perMinute` calls, of which `burst` may come at once. `by`: what has a limit of its own. */
export type MethodLimit = { perMinute: number; burst: number; by: 'workspace' | 'channel' };

/** Slack's published limits, a little below them; a method that is not named here has Tier 3's. */
const LIMITS: Readonly<Record<string, MethodLimit>> = {
  'chat.postMessage': { perMinute: 60, burst: 3, by: 'channel' },
  'chat.postEphemeral': { perMinute: 95, burst: 20, by: 'workspace' },
  'chat.update': { perMinute: 48, burst: 10, by: 'workspace' },
  'chat.startStream': { perMinute: 20, burst: 18, by: 'workspace' },
  'chat.appendStream': { perMinute: 100, burst: 20, by: 'workspace' },
  'chat.stopStream': { perMinute: 20, burst: 18, by: 'workspace' },
  'agents.sessions.setStatus': { perMinute: 48, burst: 10, by: 'workspace' },
  'assistant.threads.setStatus': { perMinute: 300, burst: 30, by: 'workspace' },
  'users.info': { perMinute: 100, burst: 50, by: 'workspace' },
  'views.open': { perMinute: 100, burst: 50, by: 'workspace' },
};

const TIER_3: MethodLimit = { perMinute: 48, burst: 20, by: 'workspace' };

export function limitOf(method: string): MethodLimit {
  return LIMITS[method] ?? TIER_3;
}
