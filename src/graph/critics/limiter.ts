import type { Stage } from '#graph/review.ts';

/** What a critic asks for: a place in the process, in its stage and of its own, and a token of its bucket. */
export type Claim = {
  name: string;
  stage: Stage;
  concurrency: number;
  rate: { readonly perSecond: number; readonly burst: number } | null;
};

type Waiter = { claim: Claim; admit: () => void };
type Bucket = { tokens: number; at: number };

/**
 * The process-wide limits of critics. One instance serves every review of the process, however many run at once.
 * State: places taken (in all, per stage, per critic), buckets per critic, and the claims that wait, first come first
 * served except that a claim whose own limit is exhausted lets others pass.
 */
export class CriticLimiter {
  readonly #limits: { total: number; perStage: number };
  readonly #now: () => number;
  #running = 0;
  readonly #byStage = new Map<Stage, number>();
  readonly #byName = new Map<string, number>();
  readonly #buckets = new Map<string, Bucket>();
  readonly #waiting: Waiter[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(limits: { total: number; perStage: number }, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Resolves with the function that gives the place back. Rejects with the signal's reason when it aborts first. */
  async acquire(claim: Claim, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.#tryTake(claim)) return this.#release(claim);
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        claim,
        admit: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
      this.#admitWaiting();
    });
    return this.#release(claim);
  }

  #tryTake(claim: Claim): boolean {
    const inStage = this.#byStage.get(claim.stage) ?? 0;
    const ofName = this.#byName.get(claim.name) ?? 0;
    if (
      this.#running >= this.#limits.total ||
      inStage >= this.#limits.perStage ||
      ofName >= claim.concurrency
    )
      return false;
    if (!this.#takeToken(claim)) return false;
    this.#running += 1;
    this.#byStage.set(claim.stage, inStage + 1);
    this.#byName.set(claim.name, ofName + 1);
    return true;
  }

  #takeToken(claim: Claim): boolean {
    if (claim.rate === null) return true;
    const { perSecond, burst } = claim.rate;
    const now = this.#now();
    const bucket = this.#buckets.get(claim.name) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    const taken = tokens >= 1;
    this.#buckets.set(claim.name, { tokens: taken ? tokens - 1 : tokens, at: now });
    if (!taken) this.#wakeAfter(((1 - tokens) / perSecond) * 1000);
    return taken;
  }

  #release(claim: Claim): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#running -= 1;
      this.#byStage.set(claim.stage, (this.#byStage.get(claim.stage) ?? 1) - 1);
      this.#byName.set(claim.name, (this.#byName.get(claim.name) ?? 1) - 1);
      this.#admitWaiting();
    };
  }

  #admitWaiting(): void {
    for (let index = 0; index < this.#waiting.length && this.#running < this.#limits.total; ) {
      const waiter = this.#waiting[index];
      if (waiter !== undefined && this.#tryTake(waiter.claim)) {
        this.#waiting.splice(index, 1);
        waiter.admit();
      } else index += 1;
    }
  }

  #wakeAfter(ms: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#admitWaiting();
      },
      Math.max(1, Math.ceil(ms)),
    );
  }
}
