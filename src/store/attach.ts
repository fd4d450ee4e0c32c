import type { StoreAccess } from './store.ts';

export type AttachedStore = StoreAccess;

/** The store of a running bot, through the socket in its data directory; null where no living owner listens. */
export async function attachStore(dir: string): Promise<AttachedStore | null> {
  throw new Error(`no store to attach to in ${dir} yet`);
}
