import { deliverEvent } from '#playground/delivery/events.ts';
import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { threadOf } from '#playground/web-api/content.ts';
import { type Done, refuse } from './act.ts';
import { whoWhere } from './who-where.ts';

/**
 * A person presses the Stop button of a session: `{channel, thread_ts, user}`. The app hears which of its messages
 * were streaming; what becomes of them is up to it.
 */
export function stop(slack: LocalSlack, fields: Fields): Done {
  const at = whoWhere(slack, fields);
  if (!at.ok) return refuse(at.error);
  const thread = threadOf(slack, at.channel.id, text(fields, 'thread_ts'));
  if (thread === undefined) return refuse('thread_not_found');
  const ts = slack.ids.ts();
  const eventId = deliverEvent(
    slack,
    {
      type: 'agent_session_stopped',
      channel: at.channel.id,
      user: at.person.id,
      thread_ts: thread,
      streaming_message_ts: slack.messages
        .inThread(at.channel.id, thread)
        .filter((message) => message.stream?.state === 'streaming')
        .map((message) => message.ts),
      event_ts: ts,
    },
    { channel: at.channel.id, ts },
  );
  return { ok: true, event_id: eventId };
}
