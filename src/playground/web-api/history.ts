import { type Fields, flag, number, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { Message } from '#playground/workspace/message.ts';
import { type Answer, type Method, refuse } from './answer.ts';
import { toApi } from './shapes.ts';

/** Reading what was said. Ephemeral messages are never in it. */
export const historyMethods: Readonly<Record<string, Method>> = {
  'conversations.history': (args, slack) => {
    const channel = readable(args, slack);
    if (typeof channel !== 'string') return channel;
    const messages = slack.messages
      .inChannel(channel)
      .filter((one) => one.thread_ts === undefined || one.thread_ts === one.ts)
      .reverse();
    return page(args, messages);
  },
  'conversations.replies': (args, slack) => {
    const channel = readable(args, slack);
    if (typeof channel !== 'string') return channel;
    const target = slack.messages.find(channel, text(args, 'ts'));
    if (target === undefined) return refuse('thread_not_found');
    return page(args, slack.messages.inThread(channel, target.thread_ts ?? target.ts));
  },
};

function readable(args: Fields, slack: LocalSlack): string | Answer {
  const channel = slack.directory.channel(text(args, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  return slack.directory.botIsIn(channel) ? channel.id : refuse('not_in_channel');
}

/** One page of the messages within the bounds: `oldest` and `latest` exclude their own ts unless `inclusive`. */
function page(args: Fields, messages: readonly Message[]): Answer {
  const oldest = text(args, 'oldest');
  const latest = text(args, 'latest');
  const inclusive = flag(args, 'inclusive');
  const within = messages.filter(
    ({ ts, ephemeral_to }) =>
      ephemeral_to === undefined &&
      (oldest === '' || ts > oldest || (inclusive && ts === oldest)) &&
      (latest === '' || ts < latest || (inclusive && ts === latest)),
  );
  const limit = Math.min(Math.max(number(args, 'limit') ?? 100, 1), 999);
  const from = Number(Buffer.from(text(args, 'cursor'), 'base64').toString()) || 0;
  const shown = within.slice(from, from + limit);
  const more = within.length > from + limit;
  return {
    ok: true,
    messages: shown.map((one) => toApi(one, { metadata: flag(args, 'include_all_metadata') })),
    has_more: more,
    response_metadata: { next_cursor: more ? Buffer.from(String(from + limit)).toString('base64') : '' },
  };
}
