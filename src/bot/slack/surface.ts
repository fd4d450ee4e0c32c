import type { types } from '@slack/bolt';
import type { SlackAnswer } from './api.ts';
import type { PlanView } from './plan-view.ts';
import type { SessionStatus } from './session.ts';

/** How a run's message ends: reviewed Markdown, what stands under it, and the marker that makes it findable. */
export type Ending = {
  markdown: string;
  blocks: readonly types.KnownBlock[];
  marker: { event_type: string; event_payload: Record<string, string> } | null;
  /** How the conversation stands afterwards; a stream's closing call says so by the way. */
  session: SessionStatus;
};

/** Closes a plan that carries no answer. */
export const NO_WORDS: Ending = { markdown: '', blocks: [], marker: null, session: 'active' };

/** One message in Slack that shows a plan: a stream, or a post that is updated. */
export interface Surface {
  readonly ts: string;
  readonly streams: boolean;
  /** The method that {@link Surface.show} calls, and the least time between two calls, milliseconds. */
  readonly method: string;
  readonly pauseMs: number;
  show(before: PlanView | null, after: PlanView): Promise<SlackAnswer>;
  end(before: PlanView | null, after: PlanView, ending: Ending): Promise<SlackAnswer>;
}

const BAD_BLOCKS =
  /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long|invalid_chunks|invalid_arguments)$/;
/** True when Slack refused the form of a message, its blocks or chunks, and not the message itself. */
export function isFormRefused(answer: SlackAnswer): boolean {
  return !answer.ok && answer.kind === 'refused' && BAD_BLOCKS.test(answer.error);
}

/** The stream is over: five minutes passed, it was idle, somebody stopped it, or its message is gone. */
export const STREAM_OVER = /streaming|stream_|message_not_found|cant_update_message/;

/** Tries from the richest form to the plainest, as long as Slack refuses the form itself. */
export async function plainer(forms: readonly (() => Promise<SlackAnswer>)[]): Promise<SlackAnswer> {
  let answer: SlackAnswer = { ok: false, kind: 'refused', error: 'no_form' };
  for (const form of forms) {
    answer = await form();
    if (!isFormRefused(answer)) return answer;
  }
  return answer;
}
