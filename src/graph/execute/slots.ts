/** Called when a place may have become free; takes it with `tryTake` or lets it pass. */
export type Wake = () => void;

/**
 * The places for running tasks: so many in the process, so many per agent, whatever runs they belong to. One instance
 * serves all runs; what routing calls an agent's load is read here. State: places taken, and per agent the schedules
 * that wait for it, in the order in which they came.
 */
export class Slots {
  readonly #total: number;
  readonly #capacity: (agentId: string) => number;
  readonly #taken = new Map<string, number>();
  readonly #waiting = new Map<string, Set<Wake>>();
  readonly #waitingForAny = new Set<Wake>();
  #running = 0;

  constructor(total: number, capacity: (agentId: string) => number) {
    this.#total = total;
    this.#capacity = capacity;
  }

  /** Tasks in flight on this agent. */
  load(agentId: string): number {
    return this.#taken.get(agentId) ?? 0;
  }

  /** Takes a place and answers how to give it back, or null and calls `wake` once when there may be one. */
  tryTake(agentId: string, wake: Wake): (() => void) | null {
    if (this.#running >= this.#total) {
      this.#waitingForAny.add(wake);
      return null;
    }
    const taken = this.load(agentId);
    if (taken >= this.#capacity(agentId)) {
      const waiting = this.#waiting.get(agentId) ?? new Set();
      this.#waiting.set(agentId, waiting.add(wake));
      return null;
    }
    this.#running += 1;
    this.#taken.set(agentId, taken + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#giveBack(agentId);
    };
  }

  #giveBack(agentId: string): void {
    this.#running -= 1;
    const left = this.load(agentId) - 1;
    if (left > 0) this.#taken.set(agentId, left);
    else this.#taken.delete(agentId);
    const ofAgent = this.#waiting.get(agentId);
    // Whoever is woken and no longer wants the place leaves it free, and the next one is asked.
    while (ofAgent !== undefined && this.load(agentId) < this.#capacity(agentId) && this.#wakeFirst(ofAgent));
    if (ofAgent?.size === 0) this.#waiting.delete(agentId);
    while (this.#running < this.#total && this.#wakeFirst(this.#waitingForAny));
  }

  #wakeFirst(waiting: Set<Wake>): boolean {
    const [first] = waiting;
    if (first === undefined) return false;
    waiting.delete(first);
    first();
    return true;
  }
}
