import { derivedId } from '#bot/slack/run-id.ts';
import type { ApprovalDecision } from '#graph/orchestrator.ts';
import type { Request } from '#graph/request.ts';
import type { Job } from '#store/queue.ts';
import type { AnsweredPayload, ExpiryPayload, MessagePayload, ResumePayload } from './job-payloads.ts';

/** Work of one thread goes in order. */
export function orderKeyOf(place: { team: string; channel: string; thread: string }): string {
  return `${place.team}:${place.channel}:${place.thread}`;
}

/** People who speak to us directly go before retries; admins before members. */
export function messageJob(payload: MessagePayload): Job {
  const { request } = payload;
  return {
    id: request.runId,
    kind: 'message',
    orderKey: orderKeyOf(request),
    priority: (request.role === 'admin' ? 10 : 5) - (request.retryOf === undefined ? 0 : 2),
    payload,
  };
}

/**
 * Does nothing but be accepted once, on whichever instance: who gets `queued` answers, and a repeated delivery does not.
 * `of` names what is answered, such as a message's run id or an event's id.
 */
export function answeredJob(of: string): Job {
  const id = derivedId(of, 'answered');
  const payload: AnsweredPayload = { answered: true };
  return { id, kind: 'message', orderKey: id, priority: 1, payload };
}

/** One id per question of a run: of a click and the expiry, or of two clicks, the first counts. */
export function resumeJob(request: Request, decision: ApprovalDecision, question = 0): Job {
  const because = decision.reason === 'expired' ? 'expired' : 'decided';
  return resumption(request, numbered('resume', question), { request, decision, because });
}

/**
 * Ends a run as stopped where it waits for an approval, or where its worker died. Behind the thread's other jobs: what
 * runs is aborted by the stop that is written down before, and this finds it ended.
 */
export function stopJob(request: Request, by: string, because: 'stopped' | 'deleted'): Job {
  const decision: ApprovalDecision = { approved: false, by, reason: 'clicked' };
  return resumption(request, because, { request, decision, because });
}

function resumption(request: Request, cause: string, payload: ResumePayload): Job {
  return {
    id: derivedId(request.runId, cause),
    kind: 'resume',
    orderKey: orderKeyOf(request),
    priority: 20,
    payload,
  };
}

/** Under a key of its own: a job that is due in an hour must not hold up its thread. */
export function expiryJob(request: Request, startAfterMs: number, question = 0): Job {
  const payload: ExpiryPayload = { request, question };
  const cause = numbered('expiry', question);
  return {
    id: derivedId(request.runId, cause),
    kind: 'approval_expiry',
    orderKey: `${orderKeyOf(request)}:${cause}`,
    priority: 1,
    payload,
    startAfterMs,
  };
}

/** The first question goes without a number: jobs of the version that knew only one keep their ids. */
function numbered(cause: string, question: number): string {
  return question === 0 ? cause : `${cause}:${question}`;
}
