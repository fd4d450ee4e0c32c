import { z } from 'zod';
import type { Events, RunContext, RunEvent } from '#graph/ports.ts';
import type { Rpc } from './rpc/rpc.ts';
import type { StoreLog } from './store.ts';

type StoredEvent = {
  /** Grows in the order of appending; the place to go on from. */
  id: number;
  type: string;
  correlationId: string;
  causationId: string | null;
  payload: Record<string, unknown>;
  /** ISO 8601, database time. */
  at: string;
};

/** Facts about runs: appended to a buffer at once, written in batches. */
export interface EventLog extends Events {
  /** Resolves when everything appended so far is in the database; rejects when it could not be written. */
  flush(): Promise<void>;
  /** The events of one run, oldest first, after the given id: a page of at most `limit`. */
  replay(runId: string, page: { after: number; limit: number }): Promise<StoredEvent[]>;
}

const BATCH = 200;
const WAIT_MS = 250;

const Stored = z
  .object({
    id: z.number().int(),
    type: z.string(),
    correlation_id: z.string(),
    causation_id: z.string().nullable(),
    payload: z.record(z.string(), z.unknown()),
    at: z.string(),
  })
  .transform(({ correlation_id, causation_id, ...event }) => ({
    ...event,
    correlationId: correlation_id,
    causationId: causation_id,
  }));

export function eventsOver(rpc: Rpc, log: StoreLog): EventLog {
  let buffer: Record<string, unknown>[] = [];
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const write = async (): Promise<void> => {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, BATCH);
      const refused = await rpc('events_append', { p_events: batch }, z.number().int());
      // Only now are they out of the buffer: a failed write is tried again by the next flush.
      buffer = buffer.slice(batch.length);
      if (refused > 0) log.warn({ refused }, 'events of runs that others own were refused');
    }
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write, write);
    return writing;
  };

  return {
    append(run: RunContext, event: RunEvent) {
      buffer.push({
        run_id: run.runId,
        epoch: run.epoch,
        type: event.type,
        correlation_id: run.correlationId,
        causation_id: null,
        key: event.key,
        payload: event.payload,
      });
      if (timer) return;
      timer = setTimeout(() => {
        flush().catch((error: unknown) =>
          log.warn({ error: String(error) }, 'events could not be written yet'),
        );
      }, WAIT_MS);
      timer.unref();
    },
    flush,
    replay: (runId, { after, limit }) =>
      rpc('events_of_run', { p_run: runId, p_after: after, p_limit: limit }, z.array(Stored)),
  };
}
