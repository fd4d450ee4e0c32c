import type { Events } from '#graph/ports.ts';

/** Facts about runs: appended to a buffer at once, written in batches. */
export interface EventLog extends Events {
  /** Resolves when everything appended so far is in the database; rejects when it could not be written. */
  flush(): Promise<void>;
}
