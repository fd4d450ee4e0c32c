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

/**
 * Facts about runs: appended to a buffer at once, written in batches, tried again until they are in. Ten thousand
 * wait at most; what comes above that while the database is away is dropped, counted and logged. Disposing writes
 * what is left, once.
 */
export interface EventLog extends Events, AsyncDisposable {
  /** Resolves when everything appended so far is in the database; rejects when it could not be written. */
  flush(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  /** The events of one run, oldest first, after the given id: a page of at most `limit`. */
  replay(runId: string, page: { after: number; limit: number }): Promise<StoredEvent[]>;
}

const BATCH = 200;
const WAIT_MS = 250;
const RETRY_MS = 2_000;
const MAX_WAITING = 10_000;

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
  let dropped = 0;
  let closed = false;

  const write = async (): Promise<void> => {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, BATCH);
      const refused = await rpc('events_append', { p_events: batch }, z.number().int());
      // Only now are they out of the buffer: a failed write is tried again by the next flush.
      buffer = buffer.slice(batch.length);
      if (refused > 0) log.warn({ refused }, 'events of runs that others own were refused');
    }
    if (dropped > 0) log.error({ dropped }, 'events were lost while the database was away');
    dropped = 0;
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write, write);
    writing.catch(() => later(RETRY_MS));
    return writing;
  };

  const later = (ms: number): void => {
    if (timer || closed) return;
    timer = setTimeout(() => {
      flush().catch((error: unknown) =>
        log.warn(
          { error: String(error), waiting: buffer.length, dropped },
          'events could not be written yet',
        ),
      );
    }, ms);
    timer.unref();
  };

  return {
    append(run: RunContext, event: RunEvent) {
      if (buffer.length >= MAX_WAITING) {
        dropped += 1;
        return;
      }
      buffer.push({
        run_id: run.runId,
        epoch: run.epoch,
        type: event.type,
        correlation_id: run.correlationId,
        causation_id: null,
        key: event.key,
        payload: event.payload,
      });
      later(WAIT_MS);
    },
    flush,
    replay: (runId, { after, limit }) =>
      rpc('events_of_run', { p_run: runId, p_after: after, p_limit: limit }, z.array(Stored)),
    [Symbol.asyncDispose]() {
      closed = true;
      return flush();
    },
  };
}
