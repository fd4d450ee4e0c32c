import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { BOT, type Channel } from '#playground/workspace/seed.ts';
import { type Answer, type Method, refuse } from './answer.ts';
import { toApiChannel } from './shapes.ts';

/** Channels and direct messages. */
export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.info': (args, slack) =>
    withChannel(args, slack, (channel) => ({ ok: true, channel: toApiChannel(slack, channel) })),
  'conversations.list': (args, slack) => {
    const types = text(args, 'types') === '' ? ['public_channel'] : text(args, 'types').split(/\s*,\s*/);
    const channels = slack.directory
      .channels()
      .filter((channel) => types.includes(channel.is_im ? 'im' : 'public_channel'))
      .map((channel) => toApiChannel(slack, channel));
    return { ok: true, channels, response_metadata: { next_cursor: '' } };
  },
  'conversations.members': (args, slack) =>
    withChannel(args, slack, (channel) => ({
      ok: true,
      members: channel.members,
      response_metadata: { next_cursor: '' },
    })),
  'conversations.join': (args, slack) =>
    withChannel(args, slack, (channel) => {
      if (channel.is_im) return refuse('method_not_supported_for_channel_type');
      if (!slack.directory.botIsIn(channel)) channel.members.push(BOT);
      return { ok: true, channel: toApiChannel(slack, channel) };
    }),
  'conversations.open': (args, slack) => {
    const wanted = text(args, 'channel') === '' ? text(args, 'users') : text(args, 'channel');
    if (wanted === '') return refuse('users_list_not_supplied');
    const channel = slack.directory.channel(wanted);
    if (channel === undefined || !channel.is_im) {
      return refuse(wanted.includes(',') ? 'not_enabled' : 'user_not_found');
    }
    return { ok: true, channel: { id: channel.id, ...toApiChannel(slack, channel) } };
  },
};

function withChannel(args: Fields, slack: LocalSlack, then: (channel: Channel) => Answer): Answer {
  const channel = slack.directory.channel(text(args, 'channel'));
  return channel === undefined ? refuse('channel_not_found') : then(channel);
}
