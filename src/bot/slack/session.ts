import type { Request } from '#graph/request.ts';
import type { SlackApi } from './api.ts';
import { oneLine } from './outbound-text.ts';

/** What this workspace turned out not to have; learned from refusals, for the life of the process. */
export type Abilities = { streams: boolean; sessions: boolean };

/** Refusals that mean the workspace, or this app in it, lacks the feature. */
export const MISSING_FEATURE = /^(unknown_method|feature_not_enabled|not_allowed_token_type|missing_scope)$/;

/** Old news is no news: a status that would wait longer than this for its turn is not sent. */
const METHOD = 'agents.sessions.setStatus';
const MAX_WAIT_MS = 5_000;

export type SessionStatus = 'processing' | 'active' | 'suspended';

/**
 * Tells Slack how the conversation stands; `processing` is what makes it show its Stop button. Best effort: a
 * workspace without sessions loses that button, not its answer.
 */
export async function setSession(
  { api, abilities }: { api: SlackApi; abilities: Abilities },
  request: Request,
  status: SessionStatus,
): Promise<void> {
  if (!abilities.sessions || api.wait(METHOD, request.channel) > MAX_WAIT_MS) return;
  const answer = await api.call(METHOD, {
    channel_id: request.channel,
    thread_ts: request.thread,
    status,
    title: oneLine(request.text, 80) || 'Request',
    initiator_user_id: request.user,
  });
  if (!answer.ok && MISSING_FEATURE.test(answer.error)) abilities.sessions = false;
}
