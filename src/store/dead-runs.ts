import { z } from 'zod';
import type { Lease } from './leases.ts';
import type { Rpc } from './rpc/rpc.ts';

/** How many runs were ended, and what of their reservations they had not spent. */
type Swept = { givenUp: number; freedMicroUsd: number };

/** Runs that nobody will take up again, and what they hold. */
export interface DeadRuns {
  /**
   * Ends them as failed, fences their workers off and settles what they reserved with what their tasks cost: runs
   * whose job is a dead letter, and runs of the command line without a sign of life for `quietSeconds` (database
   * time). Rejects once the lease is another's.
   */
  sweep(lease: Lease, quietSeconds: number): Promise<Swept>;
}

const SweptRow = z.tuple([z.object({ given_up: z.number().int(), freed_micro_usd: z.number().int() })]);

export function deadRunsOver(rpc: Rpc): DeadRuns {
  return {
    async sweep({ epoch }, quietSeconds) {
      const args = { p_lease_epoch: epoch, p_quiet_seconds: quietSeconds };
      const [{ given_up, freed_micro_usd }] = await rpc('runs_sweep', args, SweptRow);
      return { givenUp: given_up, freedMicroUsd: freed_micro_usd };
    },
  };
}
