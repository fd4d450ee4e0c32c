import type { Logger } from '#bot/log.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Outbox, Post } from '#store/outbox.ts';
import type { SlackAnswer, SlackApi } from './api.ts';
import { findPost } from './find-post.ts';

export type PostingDeps = {
  api: SlackApi;
  outbox: Outbox;
  log: Logger;
  /** Aborts when the process must give the run back. */
  signal?: AbortSignal;
};

/** Slack did not take a post, or could not be reached. The job that posts is retried. */
class PostFailedError extends Error {
  override readonly name = 'PostFailedError';
}

const ATTEMPTS = 3;

/**
 * Posts exactly once in effect: a row before, and before any repeat a look for the marker in the thread, whether the
 * first answer was lost or the process died. `send` must put {@link marker} on what it posts.
 * Rejects with `FencedError` when the run has a successor, and with {@link PostFailedError}.
 */
export async function postOnce(
  { api, outbox, log }: PostingDeps,
  run: RunContext,
  post: Post,
  /** The timestamp of the run's request: nothing of the run is older. */
  oldest: string,
  send: () => Promise<SlackAnswer>,
): Promise<{ ts: string; repeated: boolean }> {
  const place = { channel: post.channel, thread: post.thread, oldest };
  const { state, ts } = await outbox.put(run, post);
  if (state === 'posted') return { ts: ts ?? '', repeated: true };
  if (state === 'pending') {
    const found = await findPost(api, place, post.id);
    if (found !== null) {
      await outbox.posted(run, post.id, found);
      return { ts: found, repeated: true };
    }
  }
  let error = 'no attempt';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await send();
    if (!answer.ok && answer.kind === 'refused') {
      throw new PostFailedError(`Slack refused a post of kind ${post.kind}: ${answer.error}`);
    }
    const posted = answer.ok ? timestampOf(answer) : await findPost(api, place, post.id);
    if (posted !== null) {
      await outbox.posted(run, post.id, posted);
      return { ts: posted, repeated: false };
    }
    error = answer.ok ? 'no timestamp' : answer.error;
    log.warn({ runId: run.runId, kind: post.kind, attempt }, 'a post to slack was lost');
  }
  throw new PostFailedError(`A post of kind ${post.kind} did not reach Slack: ${error}`);
}

export function timestampOf(answer: SlackAnswer): string | null {
  return answer.ok && typeof answer.data.ts === 'string' ? answer.data.ts : null;
}
