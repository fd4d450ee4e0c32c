import { type Fields, object, structure, text } from '#playground/fields.ts';
import { checkBlocks } from '#playground/limits/check-blocks.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { Block, Message, Metadata } from '#playground/workspace/message.ts';
import { BOT, BOT_ID, TEAM } from '#playground/workspace/seed.ts';
import { type Answer, refuse } from './answer.ts';

/** Characters. */
const MAX_TEXT = 40_000;
const MAX_MARKDOWN = 12_000;

export type Content = { text: string; blocks?: Block[]; metadata?: Metadata };

/** The text, blocks and metadata of a post, within Slack's limits, or Slack's error. */
export function readContent(
  args: Fields,
  slack: LocalSlack,
): { ok: true; content: Content } | { ok: false; answer: Answer } {
  const markdown = text(args, 'markdown_text');
  const body = text(args, 'text');
  if (markdown !== '' && (body !== '' || structure(args, 'blocks') !== undefined)) {
    return { ok: false, answer: refuse('markdown_text_conflict') };
  }
  if (body.length > MAX_TEXT || markdown.length > MAX_MARKDOWN) {
    return { ok: false, answer: refuse('msg_too_long') };
  }
  const content: Content = { text: body };
  const given = markdown === '' ? structure(args, 'blocks') : [{ type: 'markdown', text: markdown }];
  if (given !== undefined) {
    const checked = checkBlocks(given, 'message', slack.ids);
    if (!checked.ok) return { ok: false, answer: refuse(checked.error, checked.messages) };
    content.blocks = checked.blocks;
    if (markdown !== '') content.text = markdown;
  }
  const metadata = readMetadata(args);
  if (metadata === 'invalid') return { ok: false, answer: refuse('invalid_metadata_format') };
  if (metadata !== undefined) content.metadata = metadata;
  return { ok: true, content };
}

/** An event type and a flat payload, as the metadata of a message has to be. */
function readMetadata(args: Fields): Metadata | 'invalid' | undefined {
  if (structure(args, 'metadata') === undefined) return undefined;
  const given = object(args, 'metadata') ?? {};
  const type = text(given, 'event_type');
  const payload = object(given, 'event_payload');
  return type === '' || payload === undefined ? 'invalid' : { event_type: type, event_payload: payload };
}

/** A new message of the bot with the content, not yet posted. */
export function botMessage(slack: LocalSlack, channel: string, content: Content): Message {
  return {
    channel,
    ts: slack.ids.ts(),
    user: BOT,
    team: TEAM.id,
    bot_id: BOT_ID,
    ...content,
    reactions: [],
    reply_count: 0,
  };
}

/** The ts of the thread's first message: Slack accepts a reply's ts and takes its parent. */
export function threadOf(slack: LocalSlack, channel: string, ts: string): string | undefined {
  const target = slack.messages.find(channel, ts);
  return target === undefined ? undefined : (target.thread_ts ?? target.ts);
}
