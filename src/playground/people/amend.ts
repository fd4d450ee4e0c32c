import { announceChange, announceDeletion } from '#playground/delivery/events.ts';
import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { Message } from '#playground/workspace/message.ts';
import { toWire } from '#playground/workspace/mrkdwn.ts';
import { type Done, refuse } from './act.ts';

/** A person edits a message of theirs: `{channel, ts, text, user?}`. */
export function edit(slack: LocalSlack, fields: Fields): Done {
  const message = find(slack, fields);
  if (message === undefined) return refuse('message_not_found');
  if (message.bot_id !== undefined || !isAuthor(message, fields)) return refuse('cant_update_message');
  const before = { ...message };
  message.text = toWire(text(fields, 'text'), slack.directory);
  message.edited = { user: message.user, ts: slack.ids.ts() };
  slack.messages.changed(message, 'message_changed');
  return { ok: true, ts: message.ts, event_id: announceChange(slack, before, message) };
}

/** A person deletes a message of theirs: `{channel, ts, user?}`. */
export function remove(slack: LocalSlack, fields: Fields): Done {
  const message = find(slack, fields);
  if (message === undefined) return refuse('message_not_found');
  if (message.bot_id !== undefined || !isAuthor(message, fields)) return refuse('cant_delete_message');
  slack.messages.remove(message);
  return { ok: true, ts: message.ts, event_id: announceDeletion(slack, message) };
}

function find(slack: LocalSlack, fields: Fields): Message | undefined {
  const channel = slack.directory.channel(text(fields, 'channel'));
  return channel === undefined ? undefined : slack.messages.find(channel.id, text(fields, 'ts'));
}

/** Who does it is optional: the message says whose it is. */
function isAuthor(message: Message, fields: Fields): boolean {
  return ['', message.user].includes(text(fields, 'user'));
}
