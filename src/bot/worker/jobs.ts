import { derivedId } from '#bot/slack/run-id.ts';
import type { ApprovalDecision } from '#graph/orchestrator.ts';
import type { Request } from '#graph/request.ts';
import type { Job } from '#store/queue.ts';
import type { ExpiryPayload, MessagePayload, ResumePayload } from './job-payloads.ts';

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

/** One id per run: of a click and the expiry, or of two clicks, the first counts. */
export function resumeJob(request: Request, decision: ApprovalDecision): Job {
  const payload: ResumePayload = { request, decision };
  return {
    id: derivedId(request.runId, 'resume'),
    kind: 'resume',
    orderKey: orderKeyOf(request),
    priority: 20,
    payload,
  };
}

/** Under a key of its own: a job that is due in an hour must not hold up its thread. */
export function expiryJob(request: Request, startAfterMs: number): Job {
  const payload: ExpiryPayload = { request };
  return {
    id: derivedId(request.runId, 'expiry'),
    kind: 'approval_expiry',
    orderKey: `${orderKeyOf(request)}:expiry`,
    priority: 1,
    payload,
    startAfterMs,
  };
}
