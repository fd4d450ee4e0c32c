import { messageJob } from '#bot/worker/jobs.ts';
import type { Request } from '#graph/request.ts';
import type { StoredRun } from '#store/runs.ts';
import { admitPerson, isDirect } from './admit-person.ts';
import type { ListenerDeps } from './deps.ts';
import { readMessage } from './find-post.ts';
import { readInbound } from './inbound-text.ts';
import { derivedId } from './run-id.ts';

/**
 * Puts a new run into the queue that is linked to an earlier one. The cause makes its id: the same click, delivered
 * twice, is one run. Gives the sentence for whoever asked where it is not done.
 */
export async function rerun(
  deps: ListenerDeps,
  of: StoredRun,
  asked: { user: string; cause: string; text?: string },
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
  await deps.store.queue.enqueue(messageJob({ request, refusal, files: [] }));
  return { ok: true };
}

/** The text of a run's message as it reads in Slack now; null when it is gone. */
export async function currentText(deps: ListenerDeps, run: StoredRun): Promise<string | null> {
  const found = await readMessage(deps.api, run.request);
  return found === null ? null : readInbound(found.text, deps.self.user);
}
