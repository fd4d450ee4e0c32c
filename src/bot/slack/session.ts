import type { Request } from '#graph/request.ts';
import type { SlackApi } from './api.ts';
import { oneLine } from './outbound-text.ts';
import { type Abilities, MISSING_FEATURE } from './surface.ts';

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
  if (!abilities.sessions) return;
  const answer = await api.call('agents.sessions.setStatus', {
    channel_id: request.channel,
    thread_ts: request.thread,
    status,
    title: oneLine(request.text, 80) || 'Request',
    initiator_user_id: request.user,
  });
  if (!answer.ok && MISSING_FEATURE.test(answer.error)) abilities.sessions = false;
}
