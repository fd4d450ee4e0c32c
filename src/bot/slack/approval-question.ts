import type { Outcome } from '#graph/outcome.ts';

/** Which of its questions a run waits on, from 0: what is found while it runs may have to be approved as well. */
export function questionOf(outcome: Outcome): number {
  return outcome.status === 'awaiting_approval' ? (outcome.question ?? 0) : 0;
}

/** The outbox's id of the message that asks. */
export function approvalPostId(runId: string, question: number): string {
  return question === 0 ? `${runId}:approval` : `${runId}:approval:${question}`;
}

/** What the buttons carry. */
export function approvalValue(runId: string, question: number): string {
  return question === 0 ? runId : `${runId}:${question}`;
}

export function readApprovalValue(value: string): { runId: string; question: number } {
  const [runId = '', question = '0'] = value.split(':');
  return { runId, question: Number(question) || 0 };
}
