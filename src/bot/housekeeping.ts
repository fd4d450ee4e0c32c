import type { Lease } from '#store/leases.ts';
import type { Store } from '#store/open-store.ts';
import type { Logger } from './log.ts';

/** One piece of work that a single instance does for all of them. */
export type Chore = {
  name: string;
  /** Does a bounded part of it; rejects where it failed or the lease is another's. */
  work(lease: Lease): Promise<void>;
};

export type HousekeepingDeps = {
  leases: Store['leases'];
  /** Unique among all instances. */
  holder: string;
  chores: readonly Chore[];
  everyMs: number;
  log: Pick<Logger, 'debug' | 'info' | 'warn'>;
};

/** A leader that died is missed for this many rounds at most. */
const ROUNDS_PER_LEASE = 3;

/**
 * Does the chores, one after another, every `everyMs`, as long as this process holds the lease; the first round at
 * once. Disposing awaits the round that runs and hands the lease on.
 */
export function keepHouse(deps: HousekeepingDeps): AsyncDisposable {
  const { leases, holder, chores, everyMs, log } = deps;
  const seconds = Math.ceil((everyMs * ROUNDS_PER_LEASE) / 1_000);
  let lease: Lease | null = null;
  let ended = false;

  const round = async (): Promise<void> => {
    const before = lease;
    lease = await leases.take('housekeeping', holder, seconds);
    if (lease === null) return;
    if (before?.epoch !== lease.epoch) log.info({ epoch: lease.epoch }, 'this instance keeps house');
    for (const { name, work } of chores) {
      if (ended) return;
      await work(lease).catch((error: unknown) => {
        log.warn({ chore: name, error: String(error) }, 'a chore failed');
      });
    }
  };

  let working: Promise<void> | null = null;
  const tick = (): void => {
    working ??= round()
      .catch((error: unknown) =>
        log.warn({ error: String(error) }, 'the housekeeping lease could not be taken'),
      )
      .finally(() => {
        working = null;
      });
  };
  tick();
  const timer = setInterval(tick, everyMs);
  timer.unref();

  return {
    async [Symbol.asyncDispose]() {
      ended = true;
      clearInterval(timer);
      await working;
      if (lease === null) return;
      await leases.release(lease).catch((error: unknown) => {
        log.debug({ error: String(error) }, 'the housekeeping lease ends by itself');
      });
    },
  };
}
