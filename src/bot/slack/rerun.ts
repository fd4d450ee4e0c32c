import { messageJob } from '#bot/worker/jobs.ts';
import type { Request } from '#graph/request.ts';
import type { StoredRun } from '#store/runs.ts';
import { admitPerson, isDirect } from './admit-person.ts';
import type { ListenerDeps } from './deps.ts';
import { type Reply, readMessage } from './find-post.ts';
import { readInbound } from './inbound-text.ts';
import { derivedId } from './run-id.ts';

/**
 * Puts a new run into the queue that is linked to an earlier one. The cause makes its id: the same click, delivered
 * twice, is one run. Gives the sentence for whoever asked where it is not done.
 */
export async function rerun(
  deps: ListenerDeps,
  of: StoredRun,
  asked: { user: string; cause: string; text?: string; message: Reply | null },
): Promise<{ ok: true } | { ok: false; message: string }> {
  const { channel } = of.request;
  const { role, refusal } = await admitPerson(deps, asked.user, channel, isDirect(channel));
  if (asked.user !== of.user && role !== 'admin') {
    return { ok: false, message: 'Only the person who asked, or an admin, can run this again.' };
  }
  const runId = derivedId(of.runId, asked.cause);
  const request: Request = {
    ...of.request,
    runId,
    correlationId: runId,
    user: asked.user,
    role,
    text: asked.text ?? of.request.text,
    history: [],
    attachments: [],
    receivedAt: deps.now(),
    retryOf: of.runId,
  };
  const files = asked.message?.files ?? [];
  await deps.store.queue.enqueue(messageJob({ request, refusal, files }));
  return { ok: true };
}

/** A run's message as it stands in Slack now, with its files; null when it is gone. Rejects when Slack cannot say. */
export function currentMessage(deps: ListenerDeps, run: StoredRun): Promise<Reply | null> {
  return readMessage(deps.api, run.request);
}

/** What a message says to us, as a request's text. */
export function textOf(deps: ListenerDeps, message: Reply): string {
  return readInbound(message.text, deps.self.user);
}
