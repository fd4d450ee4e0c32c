import { z } from 'zod';

export const JobKind = z.enum(['message', 'resume', 'approval_expiry']);
export type JobKind = z.infer<typeof JobKind>;

export type Job = {
  /** A uuid: the job is accepted once, whatever happens to it afterwards. */
  id: string;
  kind: JobKind;
  /** Jobs with the same key run one after another, in the order of their arrival. */
  orderKey: string;
  /** Higher first, between keys. An integer. */
  priority: number;
  payload: unknown;
  startAfterMs?: number;
};

export type JobContext = {
  /** Aborts when draining took too long, or the job was lost to another worker. */
  signal: AbortSignal;
  /** 1 at first. */
  attempt: number;
  lastAttempt: boolean;
};

type JobHandler = (job: Job, context: JobContext) => Promise<void>;

export type QueueDepth = { queued: number; active: number; oldestSeconds: number; dead: number };

export interface Queue {
  enqueue(job: Job): Promise<'queued' | 'duplicate'>;
  /** The jobs of a key that nobody has begun yet, oldest first. */
  waiting(orderKey: string): Promise<Job[]>;
  /**
   * Takes back a job that nobody has begun: true when it never runs from now on. Its id stays known, so that a
   * repeat is a duplicate. False when it runs, ran, waits for its next attempt, or is unknown.
   */
  cancel(id: string): Promise<boolean>;
  /**
   * Starts taking jobs, up to `concurrency` at once, and resolves when it has begun. A handler's rejection is
   * retried with backoff; after the last attempt the job is kept as a dead letter and its key goes on.
   */
  work(handler: JobHandler, options: { concurrency: number }): Promise<void>;
  /**
   * Takes no more jobs and waits for the running ones; after `timeoutMs` their signals abort. A job whose handler
   * rejects from then on is given back at once, without counting as an attempt; one whose handler has not ended a
   * second later is given back under it. So this resolves within `timeoutMs` and about a second.
   */
  stopClaiming(options: { timeoutMs: number }): Promise<void>;
  /** `oldestSeconds`: how long the oldest job that could run has waited. */
  depth(): Promise<QueueDepth>;
}
