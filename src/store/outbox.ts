import type { RunContext } from '#graph/ports.ts';

export type Post = {
  /** Unique within the deployment and the same after a restart, such as `<runId>:answer`. */
  id: string;
  kind: 'plan' | 'answer' | 'approval' | 'notice';
  channel: string;
  thread: string;
  body: unknown;
};

/** `pending`: put before, perhaps posted, answer unknown. Look the post up in Slack before repeating it. */
export type PostState = { state: 'new' | 'pending' | 'posted'; ts: string | null };

/** One row per post, written before posting. Every write is refused with `FencedError` once the run was claimed again. */
export interface Outbox {
  put(run: RunContext, post: Post): Promise<PostState>;
  /** Remembers a stream's `ts` as soon as it is known, or only that posting was tried. */
  attempted(run: RunContext, id: string, ts: string | null): Promise<void>;
  posted(run: RunContext, id: string, ts: string): Promise<void>;
}
