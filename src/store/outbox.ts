import { z } from 'zod';
import type { RunContext } from '#graph/ports.ts';
import type { Rpc } from './rpc/rpc.ts';

export type Post = {
  /** Unique within the deployment and the same after a restart, such as `<runId>:answer`. */
  id: string;
  kind: 'plan' | 'answer' | 'approval' | 'notice';
  channel: string;
  thread: string;
  body: unknown;
};

/** `pending`: put before, perhaps posted, answer unknown. Look the post up in Slack before repeating it. */
type PostState = { state: 'new' | 'pending' | 'posted'; ts: string | null };

/** One row per post, written before posting. Every write is refused with `FencedError` once the run was claimed again. */
export interface Outbox {
  put(run: RunContext, post: Post): Promise<PostState>;
  /** Remembers a stream's `ts` as soon as it is known, or only that posting was tried. */
  attempted(run: RunContext, id: string, ts: string | null): Promise<void>;
  posted(run: RunContext, id: string, ts: string): Promise<void>;
}

const Put = z.tuple([z.object({ state: z.enum(['new', 'pending', 'posted']), ts: z.string().nullable() })]);

export function outboxOver(rpc: Rpc): Outbox {
  return {
    async put(run, { id, kind, channel, thread, body }) {
      const post = { p_id: id, p_kind: kind, p_channel: channel, p_thread: thread, p_body: body };
      const [state] = await rpc('outbox_put', { p_run: run.runId, p_epoch: run.epoch, ...post }, Put);
      return state;
    },
    attempted: (run, id, ts) =>
      rpc('outbox_attempted', { p_run: run.runId, p_epoch: run.epoch, p_id: id, p_ts: ts }),
    posted: (run, id, ts) =>
      rpc('outbox_posted', { p_run: run.runId, p_epoch: run.epoch, p_id: id, p_ts: ts }),
  };
}
