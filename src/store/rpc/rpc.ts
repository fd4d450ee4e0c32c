import { createClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { FencedError } from '#graph/ports.ts';
import { storable } from '#store/storable.ts';
import { DatabaseError } from '#store/store-errors.ts';

/**
 * Calls one Postgres function by name and parses what it answers. Rejects with `FencedError` when the run was
 * claimed again, else with `DatabaseError`.
 */
export interface Rpc {
  <T>(name: string, args: Record<string, unknown>, answer: z.ZodType<T>): Promise<T>;
  (name: string, args: Record<string, unknown>): Promise<void>;
}

/** Raised by `genesis.fence` in the migrations. */
const STALE_EPOCH = 'GE001';

/** The way to Genesis' own tables: supabase-js, with its own fetch (a project) or one of ours (any Postgres). */
export function openRpc(project: { url: string; key: string; fetch?: typeof fetch }): Rpc {
  const client = createClient(project.url, project.key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    ...(project.fetch && { global: { fetch: project.fetch } }),
  });
  return async <T>(name: string, args: Record<string, unknown>, answer?: z.ZodType<T>) => {
    const { data, error, status } = await client.rpc(name, storable(args));
    if (error) {
      if (error.code === STALE_EPOCH) throw new FencedError(error.message, { cause: error });
      throw new DatabaseError(`${name}: ${error.message}`, error.code || String(status), { cause: error });
    }
    return answer?.parse(data);
  };
}
