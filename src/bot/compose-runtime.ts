import { type Agents, openAgents } from '#agents/open-agents.ts';
import { buildGraph } from '#graph/graph.ts';
import type { Orchestrator } from '#graph/orchestrator.ts';
import { readPlaybooks, SHIPPED_PLAYBOOKS_DIR } from '#graph/plan/read-playbooks.ts';
import type { Ports } from '#graph/ports.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { StoreAccess } from '#store/open-store.ts';
import type { Signals } from '#store/signals.ts';
import type { Config, Secrets } from './config.ts';
import type { Logger } from './log.ts';
import { type OpenFlags, openFlags } from './open-flags.ts';
import { rateLimits } from './rate-limits.ts';

/** LangGraph's checkpointer, as the graph takes it. */
type Checkpointer = Parameters<typeof buildGraph>[3];

/** What is the same wherever a request comes from: the graph with its agents and flags over some store. */
export type Runtime = { agents: Agents; flags: OpenFlags; orchestrator: Orchestrator };

/** The process's own: time in milliseconds since the epoch, randomness for jitter, the log. */
export type Ambient = { log: Logger; now: () => number; random: () => number };

const FLAG_POLL_MS = 2_000;
const MODEL_TIMEOUT_MS = 60_000;

export function composeAgents(config: Config, secrets: Secrets, ambient: Ambient): Promise<Agents> {
  const { model } = config;
  return openAgents({
    catalogDirs: config.agentDirs,
    knowledgeDir: config.knowledgeDir,
    model:
      model === null || secrets.openaiKey === null
        ? null
        : {
            apiKey: secrets.openaiKey,
            ...(model.baseUrl === null ? {} : { baseUrl: model.baseUrl }),
            models: model.models,
            prices: model.prices,
            timeoutMs: MODEL_TIMEOUT_MS,
          },
    cache: { max: 50, idleMs: 3_600_000 },
    ...ambient,
  });
}

/** Gives something that is still being opened to the stack at once, so that a failure elsewhere closes it too. */
export function ownLater<T extends AsyncDisposable>(
  stack: AsyncDisposableStack,
  opening: Promise<T>,
): Promise<T> {
  stack.defer(async () => {
    const [ended] = await Promise.allSettled([opening]);
    if (ended.status === 'fulfilled') await ended.value[Symbol.asyncDispose]();
  });
  return opening;
}

/** Constructs the graph and what it needs over a migrated store; the stack owns what must be closed. */
export async function composeRuntime(
  stack: AsyncDisposableStack,
  config: Config,
  parts: {
    store: StoreAccess;
    agents: Agents;
    checkpointer: Checkpointer;
    /** Null where the process cannot listen; flags are polled all the same. */
    signals: Signals | null;
    ambient: Ambient;
  },
): Promise<Runtime> {
  const { store, agents, ambient } = parts;
  const flags = stack.use(
    await openFlags({
      store: store.flags,
      signals: parts.signals,
      pollMs: FLAG_POLL_MS,
      log: ambient.log,
    }),
  );
  const { playbooks, problems } = await readPlaybooks(
    [SHIPPED_PLAYBOOKS_DIR, ...config.playbookDirs],
    DEFAULT_SETTINGS.plan,
  );
  for (const problem of problems) ambient.log.error({ ...problem }, 'playbook left out');
  const ports: Ports = {
    agents: agents.directory,
    runner: agents.runner,
    models: agents.models,
    ledger: store.ledger,
    budgets: store.budgets,
    flags,
    events: store.events,
    rateLimits: rateLimits({ perMinute: config.ratePerMinute }),
    now: ambient.now,
    random: ambient.random,
  };
  return { agents, flags, orchestrator: buildGraph(ports, DEFAULT_SETTINGS, playbooks, parts.checkpointer) };
}
