import type { RunReport } from '#graph/orchestrator.ts';
import type { Outcome } from '#graph/outcome.ts';
import type { RunContext } from '#graph/ports.ts';
import { escapeText, noLinks } from './outbound-text.ts';
import type { PostingDeps } from './post-once.ts';

/** Stopping, and an approval that was denied or ran out, are told in the thread; the requester needs no more. */
const TOLD_IN_THREAD: ReadonlySet<string> = new Set(['stopped', 'denied', 'expired']);

export function isToldInThread(outcome: Outcome): boolean {
  return outcome.status === 'refused' && TOLD_IN_THREAD.has(outcome.reason);
}

/**
 * Tells the requester alone why there is no answer, what to do, and under which reference the run is found. Nobody can
 * look an ephemeral message up, so that after a crash at the wrong moment it may come twice.
 */
export async function tellRequester(
  { api, outbox, log }: PostingDeps,
  run: RunContext,
  report: RunReport,
  message: string,
): Promise<void> {
  const { outcome, request } = report;
  if (isToldInThread(outcome)) return;
  const id = `${run.runId}:notice`;
  const place = { channel: request.channel, thread: request.thread };
  const { state } = await outbox.put(run, { id, kind: 'notice', ...place, body: {} });
  if (state === 'posted') return;
  const answer = await api.call('chat.postEphemeral', {
    channel: request.channel,
    user: request.user,
    // Slack shows an ephemeral reply only to whoever has the thread open already.
    ...(request.thread === request.ts ? {} : { thread_ts: request.thread }),
    text: `${escapeText(noLinks(message))}\n_Reference: run ${run.runId}_`,
  });
  if (!answer.ok) log.warn({ runId: run.runId, error: answer.error }, 'the requester could not be told');
  const ts = answer.ok && typeof answer.data.message_ts === 'string' ? answer.data.message_ts : '';
  await outbox.posted(run, id, ts);
}
