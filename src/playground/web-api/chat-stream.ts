import { announce, announceChange } from '#playground/delivery/events.ts';
import { type Fields, structure, text } from '#playground/fields.ts';
import { checkBlocks } from '#playground/limits/check-blocks.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { Message, Stream } from '#playground/workspace/message.ts';
import { SESSION_STATUSES } from '#playground/workspace/sessions.ts';
import { applyChunks, streamBytes } from '#playground/workspace/stream.ts';
import { type Answer, type Method, refuse } from './answer.ts';
import { botMessage, readContent, threadOf } from './content.ts';
import { readChunks } from './read-chunks.ts';

/** A streamed message with all its cards and text; measured on Slack at about eleven thousand bytes. */
const MAX_STREAM_BYTES = 12_000;

/** Messages that grow while they are shown: started, appended to, and stopped before Slack closes them itself. */
export const streamMethods: Readonly<Record<string, Method>> = {
  'chat.startStream': start,
  'chat.appendStream': append,
  'chat.stopStream': stop,
};

function start(args: Fields, slack: LocalSlack): Answer {
  const channel = slack.directory.channel(text(args, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  if (!slack.directory.botIsIn(channel)) return refuse('not_in_channel');
  if (!channel.is_im && text(args, 'recipient_user_id') === '') return refuse('missing_recipient_user_id');
  if (!channel.is_im && text(args, 'recipient_team_id') === '') return refuse('missing_recipient_team_id');
  const mode = text(args, 'task_display_mode') === '' ? 'timeline' : text(args, 'task_display_mode');
  if (mode !== 'plan' && mode !== 'timeline') return refuse('invalid_arguments');
  const thread = threadOf(slack, channel.id, text(args, 'thread_ts'));
  if (thread === undefined) return refuse('invalid_thread_ts');
  const stream: Stream = { state: 'streaming', mode, title: '', tasks: [], markdown: '', chunks: [] };
  const message: Message = { ...botMessage(slack, channel.id, { text: '' }), thread_ts: thread, stream };
  const problem = grow(slack, message, stream, args);
  if (problem !== undefined) return problem;
  slack.messages.add(message);
  announce(slack, message);
  expireLater(slack, message, stream);
  return { ok: true, channel: channel.id, ts: message.ts };
}

function append(args: Fields, slack: LocalSlack): Answer {
  const found = streaming(args, slack);
  if (!found.ok) return found.answer;
  const { message, stream } = found;
  if (structure(args, 'chunks') === undefined && text(args, 'markdown_text') === '') return refuse('no_text');
  const problem = grow(slack, message, stream, args);
  if (problem !== undefined) return problem;
  slack.messages.changed(message, 'stream');
  return { ok: true, channel: message.channel, ts: message.ts };
}

function stop(args: Fields, slack: LocalSlack): Answer {
  const found = streaming(args, slack);
  if (!found.ok) return found.answer;
  const { message, stream } = found;
  const closing = readContent({ blocks: args.blocks, metadata: args.metadata }, slack);
  if (!closing.ok) return closing.answer;
  const before = { ...message };
  const problem = grow(slack, message, stream, args);
  if (problem !== undefined) return problem;
  stream.state = 'stopped';
  if (closing.content.blocks !== undefined) {
    message.blocks = [...(message.blocks ?? []), ...closing.content.blocks];
  }
  if (closing.content.metadata !== undefined) message.metadata = closing.content.metadata;
  slack.messages.changed(message, 'stream');
  announceChange(slack, before, message);
  const status = SESSION_STATUSES.find((one) => one === text(args, 'session_status'));
  if (status !== undefined) slack.sessions.change(message.channel, message.thread_ts ?? '', { status });
  return {
    ok: true,
    channel: message.channel,
    ts: message.ts,
    message: { text: message.text, ts: message.ts, blocks: message.blocks ?? [] },
  };
}

/** Adds the text or chunks of the call, all of them or, with Slack's error, none. */
function grow(slack: LocalSlack, message: Message, stream: Stream, args: Fields): Answer | undefined {
  const read = readChunks(args);
  if (!read.ok) return refuse(read.error, read.messages);
  const grown = applyChunks(stream, read.chunks);
  if (streamBytes(grown) > MAX_STREAM_BYTES) return refuse('msg_too_long');
  const blocks = read.chunks.flatMap((chunk) => (chunk.type === 'blocks' ? chunk.blocks : []));
  if (blocks.length > 0) {
    const checked = checkBlocks(blocks, 'message', slack.ids);
    if (!checked.ok) return refuse(checked.error, checked.messages);
    message.blocks = [...(message.blocks ?? []), ...checked.blocks];
  }
  Object.assign(stream, grown);
  message.text = stream.markdown;
  return undefined;
}

function streaming(
  args: Fields,
  slack: LocalSlack,
): { ok: true; message: Message; stream: Stream } | { ok: false; answer: Answer } {
  const channel = slack.directory.channel(text(args, 'channel'));
  if (channel === undefined) return { ok: false, answer: refuse('channel_not_found') };
  const message = slack.messages.find(channel.id, text(args, 'ts'));
  if (message === undefined) return { ok: false, answer: refuse('message_not_found') };
  const { stream } = message;
  if (stream?.state !== 'streaming') return { ok: false, answer: refuse('message_not_in_streaming_state') };
  return { ok: true, message, stream };
}

/** Slack closes a stream after about five minutes, also one that is appended to all the time. */
function expireLater(slack: LocalSlack, message: Message, stream: Stream): void {
  const timer = setTimeout(() => {
    if (stream.state !== 'streaming' || message.stream !== stream) return;
    stream.state = 'expired';
    slack.messages.changed(message, 'stream');
  }, slack.behaviour.streamLifetimeMs);
  timer.unref();
}
