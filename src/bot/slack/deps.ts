import type { BotFlags } from '#bot/flags.ts';
import type { Health } from '#bot/health.ts';
import type { Logger } from '#bot/log.ts';
import type { Metrics } from '#bot/metrics.ts';
import type { Worker } from '#bot/worker/run-worker.ts';
import type { Store } from '#store/store.ts';
import type { SlackApi } from './api.ts';
import type { Background } from './background.ts';
import type { People } from './people.ts';
import type { Self } from './screen.ts';

/** What the listeners work with. */
export type ListenerDeps = {
  api: SlackApi;
  store: Pick<Store, 'runs' | 'queue' | 'conversations' | 'feedback'>;
  worker: Worker;
  people: People;
  self: Self;
  flags: BotFlags;
  health: Health;
  metrics: Metrics;
  openChannels: ReadonlySet<string>;
  background: Background;
  log: Logger;
  now: () => number;
};
