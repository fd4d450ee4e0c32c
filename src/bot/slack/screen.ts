import { mentions, opensWithAnother, readInbound } from './inbound-text.ts';
import type { MessageEvent, SlackFile } from './message-event.ts';
import { runIdOf } from './run-id.ts';

/** Who we are in the workspace, from `auth.test`. */
export type Self = { team: string; user: string; bot: string };

/** A message that speaks to us. */
export type Addressed = {
  runId: string;
  team: string;
  channel: string;
  /** The thread that the answer belongs to: `thread_ts ?? ts`. */
  thread: string;
  ts: string;
  user: string;
  text: string;
  /** True in a direct message. */
  direct: boolean;
  /** True when the message itself stands in a thread. */
  inThread: boolean;
  files: readonly SlackFile[];
};

export const COMMANDS = ['help', 'flags', 'health'] as const;
export type CommandName = (typeof COMMANDS)[number];

export type SmallTalk = 'empty' | 'greeting' | 'thanks';

export type Screened =
  | { kind: 'ignore'; reason: string }
  | { kind: 'request'; message: Addressed }
  /** Not addressed by name: ours only while the thread's conversation is active. */
  | { kind: 'follow_up'; message: Addressed }
  /** "stop": ours when mentioned, in a direct message, or in an active thread. */
  | { kind: 'stop'; message: Addressed; addressed: boolean }
  | { kind: 'command'; name: CommandName; message: Addressed }
  /** Speaks to us and asks for nothing. */
  | { kind: 'small_talk'; what: SmallTalk; message: Addressed }
  | {
      kind: 'edited';
      runId: string;
      channel: string;
      ts: string;
      thread: string;
      user: string;
      editedTs: string;
    }
  | {
      kind: 'deleted';
      runId: string;
      team: string;
      channel: string;
      ts: string;
      thread: string;
      user: string;
    };

const STOP = /^(?:please\s+)?(?:stop|cancel|abort)(?:\s+(?:it|this|that|please))*[\s.!]*$/i;

const GREETING =
  /^(?:hi|hiya|hey|hello|howdy|yo|moin|hallo|good (?:morning|afternoon|evening|day))(?: (?:there|all|everyone|genesis|team))?$/;
const THANKS =
  /^(?:(?:many |thank you so |)thanks|thank you|thx|ty|cheers|great|perfect|nice|awesome|well done)(?: (?:a lot|so much|very much|again|genesis|you|all))*$/;

/** Slack's own voice, under both names that it uses. */
const SLACK_ITSELF = new Set(['USLACK', 'USLACKBOT']);

/**
 * Decides what a message event means to us; the same for `app_mention` and `message`, so that whichever of the two
 * arrives first counts. Pure: whether a thread's conversation is active, and who the person is, come later.
 */
export function screen(event: MessageEvent, self: Self, team: string): Screened {
  if (event.subtype === 'message_changed') return screenEdit(event, self, team);
  if (event.subtype === 'message_deleted') return screenDeletion(event, self, team);
  if (event.subtype !== undefined && event.subtype !== 'file_share') {
    return { kind: 'ignore', reason: 'subtype' };
  }
  const author = authorOf(event, self);
  if (author === null) return { kind: 'ignore', reason: 'not_a_person' };
  // An edit that adds a mention arrives as a fresh app_mention with `edited`; edits are offered a rerun, never run.
  if (event.edited !== undefined) return { kind: 'ignore', reason: 'edited' };

  const direct = event.channel_type === 'im';
  const inThread = event.thread_ts !== undefined && event.thread_ts !== event.ts;
  const addressed = direct || event.type === 'app_mention' || mentions(event.text, self.user);
  if (!addressed && !inThread) return { kind: 'ignore', reason: 'not_addressed' };
  if (!addressed && opensWithAnother(event.text, self.user)) {
    return { kind: 'ignore', reason: 'to_somebody_else' };
  }

  const message: Addressed = {
    runId: runIdOf({ team, channel: event.channel, ts: event.ts }),
    team,
    channel: event.channel,
    thread: event.thread_ts ?? event.ts,
    ts: event.ts,
    user: author,
    text: readInbound(event.text, self.user),
    direct,
    inThread,
    files: event.files ?? [],
  };
  if (STOP.test(message.text)) return { kind: 'stop', message, addressed };
  const what = message.files.length === 0 ? smallTalkIn(message.text) : null;
  if (!addressed) {
    // "thanks" among people in the thread wants no answer of ours.
    return what === null ? { kind: 'follow_up', message } : { kind: 'ignore', reason: 'small_talk' };
  }
  if (what !== null) return { kind: 'small_talk', what, message };
  const command = COMMANDS.find((name) => message.text.toLowerCase() === name);
  return command === undefined ? { kind: 'request', message } : { kind: 'command', name: command, message };
}

/** What a text that asks for nothing is; null where it asks for something. */
function smallTalkIn(text: string): SmallTalk | null {
  // Emoji and punctuation around the words say nothing else.
  const words = text
    .toLowerCase()
    .replace(/:[a-z0-9_+-]+:/g, ' ')
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (words === '') return text.includes('?') ? null : 'empty';
  if (GREETING.test(words)) return 'greeting';
  return THANKS.test(words) ? 'thanks' : null;
}

function screenEdit(event: MessageEvent, self: Self, team: string): Screened {
  const { message, previous_message: before } = event;
  if (message?.ts === undefined) return { kind: 'ignore', reason: 'malformed' };
  const author = authorOf(message, self);
  // Our own streams change all the time, and unfurling a link changes a message without changing its words.
  if (author === null || message.text === before?.text) return { kind: 'ignore', reason: 'not_an_edit' };
  if ((message.edited?.user ?? author) !== author) return { kind: 'ignore', reason: 'edited_by_another' };
  if (message.subtype === 'tombstone') {
    return deletionOf(team, event.channel, message.ts, message.thread_ts, author);
  }
  return {
    kind: 'edited',
    runId: runIdOf({ team, channel: event.channel, ts: message.ts }),
    channel: event.channel,
    ts: message.ts,
    thread: message.thread_ts ?? message.ts,
    user: author,
    editedTs: message.edited?.ts ?? event.ts,
  };
}

function screenDeletion(event: MessageEvent, self: Self, team: string): Screened {
  const before = event.previous_message;
  const ts = event.deleted_ts ?? before?.ts;
  const author = before === undefined ? null : authorOf(before, self);
  if (ts === undefined || author === null) return { kind: 'ignore', reason: 'not_a_person' };
  return deletionOf(team, event.channel, ts, before?.thread_ts, author);
}

function deletionOf(
  team: string,
  channel: string,
  ts: string,
  thread: string | undefined,
  user: string,
): Screened {
  const runId = runIdOf({ team, channel, ts });
  return { kind: 'deleted', runId, team, channel, ts, thread: thread ?? ts, user };
}

/** The person who wrote it; null for bots (ourselves included) and for Slack itself. */
function authorOf(
  message: { user?: string | undefined; bot_id?: string | null | undefined },
  self: Self,
): string | null {
  if (message.user === undefined || message.user === self.user) return null;
  if (message.bot_id !== undefined && message.bot_id !== null && message.bot_id !== '') return null;
  return SLACK_ITSELF.has(message.user) ? null : message.user;
}
