import type { types } from '@slack/bolt';
import type { CloseQuestion } from '#bot/worker/run-worker.ts';
import { approvalPostId } from './approval-question.ts';
import { escapeText } from './outbound-text.ts';
import type { PostingDeps } from './post-once.ts';

const WORDS = {
  stopped: 'Stopped before it was decided.',
  deleted: 'The request was deleted before this was decided.',
  expired: 'Nobody decided this in time.',
} as const;

/** An approval's message once it is decided: what became of it, and no buttons. */
export function closedApproval(text: string): { text: string; blocks: types.KnownBlock[] } {
  return { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `*${escapeText(text)}*` } }] };
}

/** Takes the buttons off a question that nobody clicked. The outbox knows the message: Slack may not have its thread any more. */
export function closingQuestions({ api, outbox, log }: PostingDeps): CloseQuestion {
  return async (run, { channel, thread }, question, because) => {
    const id = approvalPostId(run.runId, question);
    const { ts } = await outbox.put(run, { id, kind: 'approval', channel, thread, body: {} });
    if (ts === null) return;
    const answer = await api.call('chat.update', { channel, ts, ...closedApproval(WORDS[because]) });
    if (!answer.ok) log.warn({ runId: run.runId, error: answer.error }, 'an approval could not be closed');
  };
}
