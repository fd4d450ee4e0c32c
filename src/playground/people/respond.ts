import { announce, announceChange } from '#playground/delivery/events.ts';
import { type Fields, flag, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { botMessage, readContent, threadOf } from '#playground/web-api/content.ts';
import type { ResponseUrl } from '#playground/workspace/grants.ts';
import type { Message } from '#playground/workspace/message.ts';
import { BOT } from '#playground/workspace/seed.ts';
import { type Done, refuse } from './act.ts';

/**
 * The app answers an interaction: a new message, visible to the person alone unless it says `in_channel`, or the
 * message that was clicked replaced or deleted.
 */
export function respond(
  slack: LocalSlack,
  to: Pick<ResponseUrl, 'channel' | 'user' | 'thread_ts' | 'message_ts'>,
  fields: Fields,
): Done {
  const original = to.message_ts === undefined ? undefined : slack.messages.find(to.channel, to.message_ts);
  if (flag(fields, 'delete_original')) {
    if (original !== undefined) slack.messages.remove(original);
    return { ok: true };
  }
  const read = readContent(fields, slack);
  if (!read.ok) return refuse(read.answer.ok ? 'invalid_payload' : read.answer.error);
  const { content } = read;
  if (content.text === '' && content.blocks === undefined) return refuse('no_text');
  if (flag(fields, 'replace_original') && original !== undefined) {
    replace(slack, original, content);
    return { ok: true, ts: original.ts };
  }
  const message: Message = botMessage(slack, to.channel, content);
  const threadTs = text(fields, 'thread_ts');
  const thread = threadTs === '' ? to.thread_ts : threadOf(slack, to.channel, threadTs);
  if (thread !== undefined) message.thread_ts = thread;
  if (text(fields, 'response_type') !== 'in_channel') message.ephemeral_to = to.user;
  slack.messages.add(message);
  announce(slack, message);
  return { ok: true, ts: message.ts };
}

function replace(slack: LocalSlack, original: Message, content: Pick<Message, 'text' | 'blocks'>): void {
  const before = { ...original };
  original.text = content.text;
  if (content.blocks === undefined) delete original.blocks;
  else original.blocks = content.blocks;
  delete original.stream;
  original.edited = { user: BOT, ts: slack.ids.ts() };
  slack.messages.changed(original, 'message_changed');
  if (original.ephemeral_to === undefined) announceChange(slack, before, original);
}
