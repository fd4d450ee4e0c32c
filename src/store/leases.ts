import { z } from 'zod';
import type { Rpc } from './rpc/rpc.ts';

/** Work that one instance does for all. Functions that do such work take the epoch and refuse an older one. */
export type Lease = { readonly name: LeaseName; readonly epoch: number };

/** `housekeeping`: what goes over everybody's rows, such as the sweep of dead runs. */
type LeaseName = 'housekeeping';

/** Leadership by rows on database time: no session is held, and a leader that dies is replaced when its time is up. */
export interface Leases {
  /** Takes or renews; null while another holder has it. `holder` is unique among all instances. */
  take(name: LeaseName, holder: string, seconds: number): Promise<Lease | null>;
  /** Ends it early, so that a successor need not wait. */
  release(lease: Lease): Promise<void>;
}

export function leasesOver(rpc: Rpc): Leases {
  return {
    async take(name, holder, seconds) {
      const args = { p_name: name, p_holder: holder, p_seconds: seconds };
      const epoch = await rpc('lease_take', args, z.number().int().nullable());
      return epoch === null ? null : { name, epoch };
    },
    release: ({ name, epoch }) => rpc('lease_release', { p_name: name, p_epoch: epoch }),
  };
}
