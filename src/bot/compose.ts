import { randomUUID } from 'node:crypto';
import { connectSlack, type SlackConnection } from '#bot/slack/connect.ts';
import { openStore, type Store } from '#store/open-store.ts';
import { chores } from './chores.ts';
import { type Ambient, composeAgents, composeRuntime, ownLater, type Runtime } from './compose-runtime.ts';
import type { Config, Secrets } from './config.ts';
import type { Health } from './health.ts';
import { keepHouse } from './housekeeping.ts';
import { type HttpSources, openHttp } from './http.ts';
import { openMetrics } from './open-metrics.ts';
import { probeHealth } from './probe-health.ts';
import { probes } from './probes.ts';
import { storeMode } from './store-mode.ts';

export interface Bot extends Runtime, AsyncDisposable {
  /** Where health and metrics are served. */
  readonly port: number;
  readonly health: Health;
  /**
   * Drains and closes: readiness off, no more events, no more jobs, wait for what runs, abort what takes too long,
   * give it back, and everything else in the reverse order of its construction.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What the endpoints look at; filled as the parts come up. */
type Serving = {
  phase: 'starting' | 'serving' | 'draining';
  database: Pick<Store, 'probe'> | null;
  slack: SlackConnection | null;
  health: Health | null;
};

const PROBE_EVERY_MS = 25_000;
const URGENT_PROBE_EVERY_MS = 5_000;
const PROBE_TIMEOUT_MS = 5_000;
const HOUSEKEEPING_EVERY_MS = 10_000;

/**
 * The whole bot, serving when this resolves. What was constructed before a failure is taken down again.
 * Rejects with `PortError`, `DirectoryInUseError`, `DataDirectoryError`, `MigrationError`, `SlackUnreachableError`.
 */
export async function compose(
  config: Config,
  secrets: Secrets & { slack: NonNullable<Secrets['slack']> },
  ambient: Ambient,
): Promise<Bot> {
  await using stack = new AsyncDisposableStack();
  const { log, now } = ambient;
  const serving: Serving = { phase: 'starting', database: null, slack: null, health: null };

  const metrics = stack.use(openMetrics());
  // First up and last down: whoever deploys sees start, drain and a taken port from outside.
  const http = stack.use(await openHttp(config.http, endpoints(serving, metrics)));

  // The catalog loads while the database opens: both take their time on a first start.
  const opening = ownLater(stack, composeAgents(config, secrets, ambient));
  const store = stack.use(await openStore({ mode: storeMode(config, secrets), now, log }));
  const { applied } = await store.migrate();
  if (applied.length > 0) log.info({ applied }, 'database migrated');
  const runtime = await composeRuntime(stack, config, {
    store,
    agents: await opening,
    checkpointer: store.checkpointer(),
    signals: store.signals,
    ambient,
  });
  const health = stack.use(
    probeHealth({
      probes: probes({ store, agents: runtime.agents, slack: () => serving.slack }),
      timeoutMs: PROBE_TIMEOUT_MS,
      everyMs: PROBE_EVERY_MS,
      urgentEveryMs: URGENT_PROBE_EVERY_MS,
      now,
      log,
    }),
  );
  stack.use(
    keepHouse({
      leases: store.leases,
      holder: randomUUID(),
      chores: chores(store, config.retention, log),
      everyMs: HOUSEKEEPING_EVERY_MS,
      log,
    }),
  );
  metrics.observe({ queue: store.queue, agents: runtime.agents });
  // While Slack connects: whoever asks first after the start is told what was measured.
  const probing = health.refresh(['database', 'queue', 'models', 'agents']);

  const slack = await connectSlack({
    ...secrets.slack,
    ...(config.slackApiUrl === null ? {} : { apiUrl: config.slackApiUrl }),
    store,
    orchestrator: runtime.orchestrator,
    flags: runtime.flags,
    health,
    admins: new Set(config.admins),
    openChannels: new Set(config.openChannels),
    metrics,
    concurrency: config.concurrency,
    ...ambient,
  });
  stack.defer(async () => {
    serving.phase = 'draining';
    await slack.stop();
    await slack.worker.drain(config.drainMs);
    await store.events.flush();
  });
  serving.slack = slack;
  await Promise.all([probing, health.refresh(['slack'])]);
  Object.assign(serving, { phase: 'serving', database: store, slack, health } satisfies Serving);

  const owned = stack.move();
  return { ...runtime, port: http.port, health, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function endpoints(serving: Serving, metrics: { render(): Promise<string> }): HttpSources {
  return {
    started: () => serving.phase !== 'starting',
    health: () => serving.health?.report() ?? null,
    metrics: () => metrics.render(),
    async notReady() {
      if (serving.phase !== 'serving') return [serving.phase];
      const database = await serving.database?.probe();
      // What was found here is no secret: health is to say the same.
      if (!database?.ok) void serving.health?.refresh(['database', 'queue']);
      return [...(database?.ok ? [] : ['database']), ...(serving.slack?.connected() ? [] : ['slack'])];
    },
  };
}
