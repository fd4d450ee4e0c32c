import { pino } from 'pino';
import { vi } from 'vitest';
import type { BotFlags, FlagState } from '#bot/flags.ts';
import type { Health, HealthReport } from '#bot/health.ts';
import type { Metrics } from '#bot/metrics.ts';
import { connectSlack, type SlackConnection } from '#bot/slack/connect.ts';
import { type FlagName, SAFE_FLAGS } from '#graph/flags.ts';
import type { ApprovalDecision, Orchestrator, RunReport } from '#graph/orchestrator.ts';
import type { Outcome } from '#graph/outcome.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { PlaygroundOptions } from '#playground/options.ts';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import type { Message } from '#playground/workspace/message.ts';
import { openStore } from '#store/open-store.ts';
import type { Store } from '#store/store.ts';

const BOT = 'U0GENESIS';

export type Script = (request: Request, run: RunContext, decision?: ApprovalDecision) => Promise<RunReport>;

/** Plays what a test tells it to where the graph would be: the port's other side, with the timing in hand. */
export class ScriptedOrchestrator implements Orchestrator {
  readonly requests: Request[] = [];
  readonly decisions: ApprovalDecision[] = [];
  script: Script = async (request) => answered(request, 'An answer.');

  async run(request: Request, run: RunContext): Promise<RunReport> {
    this.requests.push(request);
    return this.script(request, run);
  }

  async resume(request: Request, decision: ApprovalDecision, run: RunContext): Promise<RunReport> {
    this.decisions.push(decision);
    return this.script(request, run, decision);
  }
}

/** Flags in memory, changed by the test or by a click. */
export class MemoryFlags implements BotFlags {
  readonly values = new Map<string, { on: boolean; version: number; by: string | null }>(
    Object.entries(SAFE_FLAGS).map(([key, on]) => [key, { on, version: 1, by: null }]),
  );
  readonly #listeners = new Set<() => void>();

  enabled(flag: FlagName): boolean {
    return this.values.get(flag)?.on ?? false;
  }

  async list(): Promise<FlagState[]> {
    return (Object.keys(SAFE_FLAGS) as FlagName[]).map((key) => {
      const { on, version, by } = this.values.get(key) ?? { on: false, version: 0, by: null };
      return {
        key,
        enabled: on,
        percentage: on ? 100 : 0,
        description: '',
        version,
        updatedAt: by === null ? null : '2026-01-02T03:04:05.000Z',
        updatedBy: by,
        problem: null,
      };
    });
  }

  async set(key: string, enabled: boolean, change: { actor: string; expectedVersion: number }) {
    const before = this.values.get(key);
    if (before === undefined || before.version !== change.expectedVersion) {
      return {
        ok: false as const,
        kind: 'conflict' as const,
        message: `${key} was changed meanwhile.`,
        state: null,
      };
    }
    this.values.set(key, { on: enabled, version: before.version + 1, by: change.actor });
    for (const listener of this.#listeners) listener();
    const state = (await this.list()).find((flag) => flag.key === key);
    if (state === undefined) throw new Error(`no flag ${key}`);
    return { ok: true as const, state };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A health whose figures the test can tell apart: every refresh is one younger. */
class CountedHealth implements Health {
  probes = 0;

  report(): HealthReport {
    return {
      status: 'healthy',
      score: 100,
      components: (['slack', 'database', 'queue', 'models', 'agents'] as const).map((name) => ({
        name,
        status: name === 'models' ? 'degraded' : 'healthy',
        score: name === 'models' ? 50 : 100,
        detail: `probe ${this.probes}`,
        ageMs: 4_000,
        tookMs: 12,
      })),
    };
  }

  async refresh(): Promise<HealthReport> {
    this.probes += 1;
    return this.report();
  }
}

const NO_METRICS: Metrics = {
  received: () => undefined,
  runEnded: () => undefined,
  firstProgress: () => undefined,
  slackRateLimited: () => undefined,
};

/** The local Slack, a store in memory and the real Slack side of the bot between them, over real sockets. */
export class SlackWorld implements AsyncDisposable {
  readonly playground: Playground;
  readonly store: Store;
  readonly orchestrator: ScriptedOrchestrator;
  readonly flags: MemoryFlags;
  /** Every measurement of a run's first progress, milliseconds. */
  readonly firstProgress: number[] = [];
  connection: SlackConnection;
  readonly #overrides: Partial<Store>;
  readonly #settings: { approvalExpiresMs?: number };

  private constructor(
    playground: Playground,
    store: Store,
    overrides: Partial<Store>,
    settings: { approvalExpiresMs?: number },
  ) {
    this.playground = playground;
    this.store = store;
    this.orchestrator = new ScriptedOrchestrator();
    this.flags = new MemoryFlags();
    this.#overrides = overrides;
    this.#settings = settings;
    this.connection = unconnected;
  }

  static async open(
    options: Partial<PlaygroundOptions> = {},
    overrides: (store: Store) => Partial<Store> = noRetries,
    settings: { approvalExpiresMs?: number } = {},
  ): Promise<SlackWorld> {
    const playground = await startPlayground({ port: 0, rateLimits: 'generous', ...options });
    const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
    const store = await openStore({ mode: { kind: 'memory' }, now: Date.now, log });
    await store.migrate();
    const world = new SlackWorld(playground, store, overrides(store), settings);
    await world.connect();
    return world;
  }

  async connect(): Promise<void> {
    const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
    this.connection = await connectSlack({
      botToken: this.playground.botToken,
      appToken: this.playground.appToken,
      apiUrl: this.playground.apiUrl,
      store: { ...this.store, ...this.#overrides },
      orchestrator: this.orchestrator,
      flags: this.flags,
      health: new CountedHealth(),
      admins: new Set(['U0ADA']),
      openChannels: new Set(),
      now: Date.now,
      random: () => 0.5,
      log,
      metrics: { ...NO_METRICS, firstProgress: (ms) => this.firstProgress.push(ms) },
      concurrency: 8,
      ...this.#settings,
    });
  }

  async control<T = Record<string, unknown>>(call: string, body?: object, method?: string): Promise<T> {
    const response = await fetch(
      `${this.playground.url}/_control/${call}`,
      body === undefined
        ? { method: method ?? 'GET' }
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
    const answer = (await response.json()) as T;
    if (!response.ok) throw new Error(`/_control/${call}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  async say(text: string, over: Record<string, unknown> = {}): Promise<string> {
    const message = { channel: 'C0GENERAL', user: 'U0LIN', text, ...over };
    return (await this.control<{ ts: string }>('message', message)).ts;
  }

  async thread(ts: string, channel = 'C0GENERAL'): Promise<Message[]> {
    return (await this.control<{ messages: Message[] }>(`messages?channel=${channel}&thread_ts=${ts}`))
      .messages;
  }

  async channel(channel = 'C0GENERAL'): Promise<Message[]> {
    return (await this.control<{ messages: Message[] }>(`messages?channel=${channel}`)).messages;
  }

  /** The bot's messages of the thread that everybody sees. */
  async replies(ts: string, channel = 'C0GENERAL'): Promise<Message[]> {
    return (await this.thread(ts, channel)).filter(
      (message) => message.user === BOT && message.ephemeral_to === undefined,
    );
  }

  /** Waits for the closing message of the thread's latest run. */
  answer(ts: string, channel = 'C0GENERAL', count = 1): Promise<Message> {
    return this.until(async () => {
      const done = (await this.replies(ts, channel)).filter(
        (message) => message.metadata?.event_type === 'genesis_run' && message.stream?.state !== 'streaming',
      );
      return done.length >= count ? done.at(-1) : undefined;
    });
  }

  /** Waits until somebody alone was told something that matches. */
  whispered(user: string, pattern: RegExp, where: () => Promise<Message[]> = () => this.channel()) {
    return this.until(async () =>
      (await where()).find((message) => message.ephemeral_to === user && pattern.test(message.text)),
    );
  }

  async calls(method: string): Promise<{ method: string; [field: string]: unknown }[]> {
    const { calls } = await this.control<{ calls: { method: string }[] }>('log');
    return calls.filter((call) => call.method === method);
  }

  until<T>(condition: () => Promise<T | undefined | false>, timeout = 8_000): Promise<T> {
    return vi.waitFor(
      async () => {
        const value = await condition();
        if (value === undefined || value === false) throw new Error('not yet');
        return value;
      },
      { timeout, interval: 10 },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.stop();
    await this.connection.worker.drain(500);
    await this.playground.close();
    await this.store[Symbol.asyncDispose]();
  }
}

/** Every attempt is the last: what becomes of a failure shows at once. */
function noRetries(store: Store): Partial<Store> {
  const { queue } = store;
  return {
    queue: {
      enqueue: (job) => queue.enqueue(job),
      waiting: (orderKey) => queue.waiting(orderKey),
      cancel: (id) => queue.cancel(id),
      depth: () => queue.depth(),
      stopClaiming: (options) => queue.stopClaiming(options),
      work: (handler, options) =>
        queue.work((job, context) => handler(job, { ...context, lastAttempt: true }), options),
    },
  };
}

const unconnected: SlackConnection = {
  worker: {
    stopRun: async () => undefined,
    abortAll: () => undefined,
    active: () => 0,
    find: () => null,
    drain: async () => undefined,
  },
  connected: () => false,
  probe: async () => ({ ok: false, detail: 'not connected yet' }),
  stop: async () => undefined,
};

export function answered(request: Request, text: string, over: Partial<RunReport> = {}): RunReport {
  return {
    request,
    outcome: { status: 'answered', degraded: [] },
    taskGraph: null,
    routing: [],
    validation: null,
    difficulty: null,
    results: [],
    reviews: [],
    reply: { text, sources: [], missing: [] },
    modelCalls: [],
    degraded: [],
    timings: { planMs: 1, routeMs: 1, validateMs: 1, executeMs: 1, critiqueMs: 1, totalMs: 5 },
    ...over,
  };
}

export function refused(
  request: Request,
  reason: Extract<Outcome, { status: 'refused' }>['reason'],
  message = 'Because.',
): RunReport {
  return answered(request, '', { outcome: { status: 'refused', reason, message }, reply: null });
}

/** Resolves with the reason when the run is aborted. */
export function aborted(run: RunContext): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  if (run.signal.aborted) resolve(run.signal.reason);
  run.signal.addEventListener('abort', () => resolve(run.signal.reason));
  return promise;
}
