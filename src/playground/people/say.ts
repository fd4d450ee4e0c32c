import { announce } from '#playground/delivery/events.ts';
import { type Fields, objects, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { threadOf } from '#playground/web-api/content.ts';
import { toApiFile } from '#playground/web-api/shapes.ts';
import { MAX_FILE_BYTES } from '#playground/workspace/files.ts';
import type { Message } from '#playground/workspace/message.ts';
import { toWire } from '#playground/workspace/mrkdwn.ts';
import { type Done, refuse } from './act.ts';

/** Characters that Slack's clients let a person send. */
const MAX_TEXT = 40_000;

/** Chosen event ids that are remembered. */
const KEEP_SAID = 1_000;

/**
 * A person posts `{channel, user, text, thread_ts?, event_id?, files?}`. A known event_id delivers that message's
 * events again, as Slack's retries do. Answers the ts and the event id of `message`; `event_ids` has the one of
 * `app_mention` too.
 */
export function say(slack: LocalSlack, fields: Fields): Done {
  const eventId = text(fields, 'event_id');
  const repeated = eventId === '' ? undefined : slack.said.get(eventId);
  if (repeated !== undefined) return deliver(slack, repeated, eventId);
  const person = slack.directory.person(text(fields, 'user'));
  if (person === undefined) return refuse('user_not_found');
  const channel = slack.directory.channel(text(fields, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  if (!channel.members.includes(person.id)) return refuse('not_in_channel');
  const message: Message = {
    channel: channel.id,
    ts: slack.ids.ts(),
    user: person.id,
    team: person.team_id,
    text: toWire(text(fields, 'text'), slack.directory),
    reactions: [],
    reply_count: 0,
  };
  const threadTs = text(fields, 'thread_ts');
  if (threadTs !== '') {
    const thread = threadOf(slack, channel.id, threadTs);
    if (thread === undefined) return refuse('thread_not_found');
    message.thread_ts = thread;
  }
  const files = objects(fields, 'files');
  if (files.length > 0) {
    message.subtype = 'file_share';
    message.files = files.map((file) => share(slack, person.id, file));
  }
  if (message.text === '' && files.length === 0) return refuse('no_text');
  if (message.text.length > MAX_TEXT) return refuse('msg_too_long');
  slack.messages.add(message);
  return deliver(slack, message, eventId);
}

function deliver(slack: LocalSlack, message: Message, chosen: string): Done {
  const ids = announce(slack, message, chosen === '' ? undefined : chosen);
  if (chosen !== '') {
    slack.said.set(chosen, message);
    for (const oldest of slack.said.keys()) {
      if (slack.said.size <= KEEP_SAID) break;
      slack.said.delete(oldest);
    }
  }
  return { ok: true, ts: message.ts, channel: message.channel, event_id: ids[0] ?? null, event_ids: ids };
}

function share(slack: LocalSlack, user: string, file: Fields): Fields {
  const name = text(file, 'name') === '' ? 'untitled.txt' : text(file, 'name');
  const stored = {
    id: slack.ids.next('F'),
    name,
    title: name,
    user,
    created: Math.floor(slack.now() / 1_000),
    content: Buffer.from(text(file, 'content')).subarray(0, MAX_FILE_BYTES),
    state: 'shared' as const,
  };
  slack.files.put(stored);
  return toApiFile(slack, stored);
}
