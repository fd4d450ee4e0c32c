import type { Agents } from '#agents/open-agents.ts';
import type { Store } from '#store/open-store.ts';
import type { HealthComponentName } from './health.ts';
import type { Probe } from './probe-health.ts';

export type Probed = {
  store: Store;
  agents: Agents;
  /** Null until it is connected for the first time. */
  slack: () => { connected(): boolean; probe(): Promise<{ ok: boolean; detail: string }> } | null;
};

/** Seconds that the oldest waiting job may be old before the queue counts as slow, and as stuck. */
const SLOW_QUEUE_S = 60;
const STUCK_QUEUE_S = 300;

/** The five components of `/genesis health`, each asked for real. Scores: 100 well, 55 impaired, 0 down. */
export function probes({ store, agents, slack }: Probed): Record<HealthComponentName, Probe> {
  // Models and agents are probed by one call; both components of a round share it.
  let shared: ReturnType<Agents['probe']> | null = null;
  const probeAgents = (): ReturnType<Agents['probe']> => {
    shared ??= agents.probe().finally(() => {
      shared = null;
    });
    return shared;
  };
  return {
    async slack() {
      const connection = slack();
      if (connection === null) return { score: 0, detail: 'not connected yet' };
      const { ok, detail } = await connection.probe();
      // A closed socket opens again by itself; Slack keeps the events for its retries meanwhile.
      return { score: ok ? 100 : connection.connected() ? 0 : 20, detail };
    },
    async database() {
      const { ok, detail, ms } = await store.probe();
      // 50 ms is the target for one call; a second makes every run slow.
      return { score: ok ? (ms <= 50 ? 100 : ms <= 1_000 ? 80 : 55) : 0, detail };
    },
    async queue() {
      const { queued, active, oldestSeconds, dead } = await store.queue.depth();
      const oldest = Math.round(oldestSeconds);
      const parts = [`${queued} waiting, ${active} running`];
      if (queued > 0) parts.push(`oldest ${oldest} s`);
      if (dead > 0) parts.push(`${dead} given up: look at them with genesis sql`);
      const stuck = queued > 0 && oldest >= STUCK_QUEUE_S;
      const impaired = dead > 0 || (queued > 0 && oldest >= SLOW_QUEUE_S);
      return { score: stuck ? 20 : impaired ? 70 : 100, detail: parts.join(', ') };
    },
    async models() {
      const { models } = await probeAgents();
      if (models === null) {
        return {
          score: 55,
          detail: 'none is configured: set OPENAI_API_KEY to run the agents that need one',
        };
      }
      return { score: models.ok ? 100 : 0, detail: models.detail };
    },
    async agents() {
      const { agents: found } = await probeAgents();
      const files = new Set(agents.quarantined().map(({ file }) => file));
      if (files.size > 0) return { score: 55, detail: `${found.detail}: ${[...files].join(', ')}` };
      return { score: found.ok ? 100 : 0, detail: found.detail };
    },
  };
}
