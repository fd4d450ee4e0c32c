import type { LocalSlack } from '#playground/local-slack.ts';
import type { Message } from '#playground/workspace/message.ts';

/**
 * The messages of a channel or of one thread in it, oldest first; replies stand among the others. With a user, only
 * what they may see: an ephemeral message is visible to one person.
 */
export function visible(
  slack: LocalSlack,
  where: { channel: string; thread_ts?: string; user?: string },
): Message[] {
  const { channel, thread_ts, user } = where;
  const messages =
    thread_ts === undefined ? slack.messages.inChannel(channel) : slack.messages.inThread(channel, thread_ts);
  return messages.filter(
    ({ ephemeral_to }) => user === undefined || ephemeral_to === undefined || ephemeral_to === user,
  );
}
