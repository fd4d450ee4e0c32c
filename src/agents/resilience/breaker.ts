import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';

export type BreakerState = 'closed' | 'open' | 'half_open';

export type BreakerOptions = {
  /** True for the errors that say the other side is broken; others pass without being counted. */
  counts: (error: unknown) => boolean;
  /** Makes the error of a call that is kept back. */
  refuse: () => Error;
  /** Milliseconds since the epoch; must be the clock of `Date.now`, which cockatiel reads. */
  now: () => number;
  failures?: number;
  openMs?: number;
  successes?: number;
};

/**
 * A circuit breaker that lets one probe through at a time: 5 consecutive failures open it for 60 s, then 2
 * successful probes in a row close it, and a failed one opens it again.
 *
 * cockatiel alone does not do that: with two samples it admits two probes at once, it parks every other caller
 * until they are decided and then releases them together, it counts an abandoned probe as a success, and it
 * reports `open` for ever when nobody calls, so that a router which avoids open breakers would never probe.
 * Hence the gate in front: beside the probe every call is refused at once.
 */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy;
  readonly #options: Required<BreakerOptions>;
  #openedAt = 0;
  #probing = false;

  constructor(options: BreakerOptions) {
    this.#options = { failures: 5, openMs: 60_000, successes: 2, ...options };
    const handled = handleWhen(
      (error): boolean => options.counts(error) || this.#policy.state === CircuitState.HalfOpen,
    );
    this.#policy = circuitBreaker(handled, {
      halfOpenAfter: this.#options.openMs,
      breaker: new ConsecutiveBreaker(this.#options.failures),
      halfOpenSampling: { calls: this.#options.successes, threshold: 0 },
    });
    this.#policy.onBreak(() => {
      this.#openedAt = options.now();
    });
  }

  /** Runs the call, or rejects with `refuse()` at once. */
  async execute<T>(call: () => Promise<T>): Promise<T> {
    if (this.state === 'closed') return this.#policy.execute(call);
    if (this.blocked) throw this.#options.refuse();
    this.#probing = true;
    try {
      return await this.#policy.execute(call);
    } finally {
      this.#probing = false;
    }
  }

  get state(): BreakerState {
    if (this.#policy.state === CircuitState.Closed) return 'closed';
    if (this.#policy.state === CircuitState.HalfOpen) return 'half_open';
    return this.#due ? 'half_open' : 'open';
  }

  /** True when a call made now would be refused. */
  get blocked(): boolean {
    return this.state !== 'closed' && (this.#probing || this.state === 'open');
  }

  get #due(): boolean {
    return this.#options.now() - this.#openedAt >= this.#options.openMs;
  }
}
