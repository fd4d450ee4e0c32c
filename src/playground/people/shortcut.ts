import { interaction, responseUrl } from '#playground/delivery/interactions.ts';
import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { toApi } from '#playground/web-api/shapes.ts';
import { type Done, refuse } from './act.ts';
import { whoWhere } from './who-where.ts';

/** A person uses a shortcut: `{callback_id, user}`, or `{callback_id, user, channel, ts}` on a message. */
export async function shortcut(slack: LocalSlack, fields: Fields): Promise<Done> {
  const callbackId = text(fields, 'callback_id');
  const actionTs = slack.ids.ts();
  if (text(fields, 'ts') === '') {
    const person = slack.directory.person(text(fields, 'user'));
    if (person === undefined) return refuse('user_not_found');
    return send(slack, 'shortcut', {
      ...interaction(slack, person),
      callback_id: callbackId,
      action_ts: actionTs,
    });
  }
  const at = whoWhere(slack, fields);
  if (!at.ok) return refuse(at.error);
  const message = slack.messages.find(at.channel.id, text(fields, 'ts'));
  if (message === undefined) return refuse('message_not_found');
  return send(slack, 'message_action', {
    ...interaction(slack, at.person),
    callback_id: callbackId,
    action_ts: actionTs,
    message_ts: message.ts,
    message: toApi(message),
    channel: { id: at.channel.id, name: at.channel.name },
    response_url: responseUrl(slack, at.channel, at.person, { message_ts: message.ts }),
  });
}

async function send(slack: LocalSlack, type: 'shortcut' | 'message_action', payload: Fields): Promise<Done> {
  const ack = await slack.deliveries.interaction('interactive', { type }, { type, ...payload });
  return { ok: true, acked: ack.acked };
}
