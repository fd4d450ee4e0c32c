import type { Request, Role } from '#graph/request.ts';
import type { Addressed } from './screen.ts';

/** The request that a message is, as it is persisted; thread and files are read when its run starts. */
export function requestOf(message: Addressed, role: Role, receivedAt: number): Request {
  return {
    runId: message.runId,
    correlationId: message.runId,
    team: message.team,
    channel: message.channel,
    thread: message.thread,
    ts: message.ts,
    user: message.user,
    role,
    via: 'slack',
    text: message.text,
    history: [],
    attachments: [],
    priority: 0.5,
    receivedAt,
  };
}
