import { announce, announceChange, announceDeletion } from '#playground/delivery/events.ts';
import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { Message } from '#playground/workspace/message.ts';
import { BOT } from '#playground/workspace/seed.ts';
import { type Answer, type Method, refuse } from './answer.ts';
import { botMessage, readContent, threadOf } from './content.ts';
import { toApi } from './shapes.ts';

/** Posting, changing and finding messages. */
export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': (args, slack) => {
    const channel = slack.directory.channel(text(args, 'channel'));
    if (channel === undefined) return refuse('channel_not_found');
    const ts = text(args, 'message_ts');
    if (slack.messages.find(channel.id, ts) === undefined) return refuse('message_not_found');
    const permalink = `${slack.origin}/archives/${channel.id}/p${ts.replace('.', '')}`;
    return { ok: true, channel: channel.id, permalink };
  },
};

export function postMessage(args: Fields, slack: LocalSlack): Answer {
  const built = build(args, slack);
  if (!built.ok) return built.answer;
  slack.messages.add(built.message);
  announce(slack, built.message);
  return {
    ok: true,
    channel: built.message.channel,
    ts: built.message.ts,
    message: toApi(built.message, { metadata: true }),
  };
}

function postEphemeral(args: Fields, slack: LocalSlack): Answer {
  const user = text(args, 'user');
  const built = build(args, slack);
  if (!built.ok) return built.answer;
  const channel = slack.directory.channel(built.message.channel);
  if (channel?.members.includes(user) !== true) return refuse('user_not_in_channel');
  const message: Message = { ...built.message, ephemeral_to: user };
  slack.messages.add(message);
  return { ok: true, message_ts: message.ts };
}

function build(
  args: Fields,
  slack: LocalSlack,
): { ok: true; message: Message } | { ok: false; answer: Answer } {
  const channel = slack.directory.channel(text(args, 'channel'));
  if (channel === undefined) return { ok: false, answer: refuse('channel_not_found') };
  if (!slack.directory.botIsIn(channel)) return { ok: false, answer: refuse('not_in_channel') };
  const read = readContent(args, slack);
  if (!read.ok) return read;
  if (read.content.text === '' && read.content.blocks === undefined) {
    return { ok: false, answer: refuse('no_text') };
  }
  const message = botMessage(slack, channel.id, read.content);
  const threadTs = text(args, 'thread_ts');
  if (threadTs !== '') {
    const thread = threadOf(slack, channel.id, threadTs);
    if (thread === undefined) return { ok: false, answer: refuse('thread_not_found') };
    message.thread_ts = thread;
  }
  return { ok: true, message };
}

/** Text or blocks replace all that was shown, a stream's cards included. */
function update(args: Fields, slack: LocalSlack): Answer {
  const found = own(args, slack, 'cant_update_message');
  if (!found.ok) return found.answer;
  if (found.message.stream?.state === 'streaming') return refuse('streaming_state_conflict');
  const read = readContent(args, slack);
  if (!read.ok) return read.answer;
  const { content } = read;
  const shown = content.text !== '' || content.blocks !== undefined;
  if (!shown && content.metadata === undefined) return refuse('no_text');
  const { message } = found;
  const before = { ...message };
  if (shown) {
    message.text = content.text;
    if (content.blocks === undefined) delete message.blocks;
    else message.blocks = content.blocks;
    delete message.stream;
    message.edited = { user: BOT, ts: slack.ids.ts() };
  }
  if (content.metadata !== undefined) message.metadata = content.metadata;
  slack.messages.changed(message, 'message_changed');
  announceChange(slack, before, message);
  return {
    ok: true,
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: toApi(message, { metadata: true }),
  };
}

function remove(args: Fields, slack: LocalSlack): Answer {
  const found = own(args, slack, 'cant_delete_message');
  if (!found.ok) return found.answer;
  slack.messages.remove(found.message);
  announceDeletion(slack, found.message);
  return { ok: true, channel: found.message.channel, ts: found.message.ts };
}

/** The bot's own visible message; ephemeral ones cannot be changed through the Web API. */
function own(
  args: Fields,
  slack: LocalSlack,
  foreign: string,
): { ok: true; message: Message } | { ok: false; answer: Answer } {
  const channel = slack.directory.channel(text(args, 'channel'));
  if (channel === undefined) return { ok: false, answer: refuse('channel_not_found') };
  const message = slack.messages.find(channel.id, text(args, 'ts'));
  if (message === undefined || message.ephemeral_to !== undefined) {
    return { ok: false, answer: refuse('message_not_found') };
  }
  return message.user === BOT ? { ok: true, message } : { ok: false, answer: refuse(foreign) };
}
