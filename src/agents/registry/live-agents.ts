import { LRUCache } from 'lru-cache';

/** A built agent, ready to work. Disposal releases what it holds. */
export type Live<T> = T & AsyncDisposable;

export type RegistryStats = {
  hits: number;
  misses: number;
  loads: number;
  evictions: number;
  failures: number;
  /** Agents that exist now, in the cache or in use. */
  live: number;
};

/** A hold on a live agent: while one is open, the agent is neither evicted nor disposed. */
export type Lease<T> = Disposable & { readonly agent: T };

type Pin<T> = { count: number; loading: Promise<Live<T>>; agent: Live<T> | null };

/**
 * Agents that are built on first use and kept for a while: `max` idle ones, for `idleMs` after their last use.
 *
 * Agents in use are held by pins outside the cache, so any number may be in use at once and `max` can never
 * block a caller: the cache may forget a pinned agent at any time, and the pin keeps it alive. An agent is
 * disposed exactly once, when neither the cache nor a pin holds it. Concurrent first uses share one load, and a
 * load whose cache slot was taken meanwhile still serves those who wait for it.
 */
export class LiveAgents<K extends object, T extends object> implements AsyncDisposable {
  readonly #cache: LRUCache<string, Live<T>, { subject: K }>;
  readonly #keyOf: (subject: K) => string;
  readonly #onDisposeError: (error: unknown) => void;
  readonly #pins = new Map<string, Pin<T>>();
  readonly #disposing = new Set<Promise<void>>();
  readonly #sweeper: NodeJS.Timeout;
  readonly #stats = { hits: 0, misses: 0, loads: 0, evictions: 0, failures: 0 };

  constructor(options: {
    max: number;
    idleMs: number;
    keyOf: (subject: K) => string;
    build: (subject: K) => Promise<Live<T>>;
    now: () => number;
    onDisposeError: (error: unknown) => void;
  }) {
    this.#keyOf = options.keyOf;
    this.#onDisposeError = options.onDisposeError;
    this.#cache = new LRUCache<string, Live<T>, { subject: K }>({
      max: options.max,
      ttl: options.idleMs,
      ttlResolution: 0,
      updateAgeOnGet: true,
      perf: { now: options.now },
      // A slot that is taken during the load aborts it by default, and its callers would get nothing.
      ignoreFetchAbort: true,
      fetchMethod: async (key, _stale, { context }) => {
        this.#stats.loads += 1;
        const agent = await options.build(context.subject);
        // Before it enters the cache: from then on it could be evicted, and only the pin says that it is awaited.
        const pin = this.#pins.get(key);
        if (pin !== undefined) pin.agent = agent;
        return agent;
      },
      dispose: (agent, key, reason) => {
        if (reason === 'evict' || reason === 'expire') this.#stats.evictions += 1;
        if (this.#pins.get(key)?.agent !== agent) this.#dispose(agent);
      },
    });
    this.#sweeper = setInterval(() => this.sweep(), Math.max(1_000, options.idleMs / 10)).unref();
  }

  /** Builds the agent or takes the live one. Rejects with the build's own error. */
  async acquire(subject: K): Promise<Lease<T>> {
    const key = this.#keyOf(subject);
    const held = this.#pins.get(key);
    this.#stats[held !== undefined || this.#cache.has(key) ? 'hits' : 'misses'] += 1;
    const pin = held ?? this.#pin(key, subject);
    pin.count += 1;
    try {
      const agent = await pin.loading;
      let released = false;
      const release = (): void => {
        if (!released) this.#release(key, pin);
        released = true;
      };
      return { agent, [Symbol.dispose]: release };
    } catch (error) {
      this.#release(key, pin);
      throw error;
    }
  }

  /** Disposes what nobody used for `idleMs`. Runs by itself. */
  sweep(): void {
    this.#cache.purgeStale();
  }

  /** Forgets agents whose configuration changed or went away; those in use finish first. */
  retain(keep: (key: string) => boolean): void {
    for (const key of [...this.#cache.keys()]) if (!keep(key)) this.#cache.delete(key);
  }

  stats(): RegistryStats {
    const uncached = [...this.#pins].filter(
      ([key, pin]) => pin.agent !== null && !this.#cached(key, pin.agent),
    );
    return { ...this.#stats, live: this.#cache.size + uncached.length };
  }

  /** Disposes every idle agent, and those in use as they are released; resolves when the idle ones are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweeper);
    this.#cache.clear();
    await Promise.all(this.#disposing);
  }

  #pin(key: string, subject: K): Pin<T> {
    const cached = this.#cache.peek(key) ?? null;
    const loading = Promise.withResolvers<Live<T>>();
    const pin: Pin<T> = { count: 0, loading: loading.promise, agent: cached };
    this.#pins.set(key, pin);
    loading.resolve(this.#load(key, subject));
    return pin;
  }

  async #load(key: string, subject: K): Promise<Live<T>> {
    try {
      return await this.#cache.forceFetch(key, { context: { subject } });
    } catch (error) {
      this.#stats.failures += 1;
      throw error;
    }
  }

  #release(key: string, pin: Pin<T>): void {
    pin.count -= 1;
    if (pin.count > 0) return;
    if (this.#pins.get(key) === pin) this.#pins.delete(key);
    if (pin.agent !== null && !this.#cached(key, pin.agent)) this.#dispose(pin.agent);
  }

  #cached(key: string, agent: Live<T>): boolean {
    return this.#cache.peek(key, { allowStale: true }) === agent;
  }

  #dispose(agent: Live<T>): void {
    const disposing: Promise<void> = (async () => agent[Symbol.asyncDispose]())()
      .catch(this.#onDisposeError)
      .finally(() => this.#disposing.delete(disposing));
    this.#disposing.add(disposing);
  }
}
