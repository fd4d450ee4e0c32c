import { deliverEvent } from '#playground/delivery/events.ts';
import { type Fields, flag, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { react, unreact } from '#playground/web-api/reactions.ts';
import { type Done, refuse } from './act.ts';
import { whoWhere } from './who-where.ts';

/** A person reacts to a message: `{channel, ts, user, name, remove?}`. */
export function reactTo(slack: LocalSlack, fields: Fields): Done {
  const at = whoWhere(slack, fields);
  if (!at.ok) return refuse(at.error);
  const message = slack.messages.find(at.channel.id, text(fields, 'ts'));
  if (message === undefined) return refuse('message_not_found');
  const name = text(fields, 'name').replaceAll(':', '');
  const removing = flag(fields, 'remove');
  const changed = (removing ? unreact : react)(slack, message, name, at.person.id);
  if (!changed) return refuse(removing ? 'no_reaction' : 'already_reacted');
  const ts = slack.ids.ts();
  const eventId = deliverEvent(
    slack,
    {
      type: removing ? 'reaction_removed' : 'reaction_added',
      user: at.person.id,
      reaction: name,
      item_user: message.user,
      item: { type: 'message', channel: message.channel, ts: message.ts },
      event_ts: ts,
    },
    { channel: message.channel, ts },
  );
  return { ok: true, event_id: eventId };
}
