import type { Fields } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { channelType, toApi } from '#playground/web-api/shapes.ts';
import type { Message } from '#playground/workspace/message.ts';
import { mentions } from '#playground/workspace/mrkdwn.ts';
import { APP_ID, BOT, BOT_ID, TEAM, VERIFICATION_TOKEN } from '#playground/workspace/seed.ts';

type Event = Fields & { readonly type: string };

/** Delivers one event under the id, or under a new one. Returns the id. */
export function deliverEvent(
  slack: LocalSlack,
  event: Event,
  about: { channel?: string; ts?: string } = {},
  eventId: string = slack.ids.next('Ev'),
): string {
  slack.deliveries.event(
    { type: event.type, event_id: eventId, ...about },
    {
      token: VERIFICATION_TOKEN,
      team_id: TEAM.id,
      context_team_id: TEAM.id,
      context_enterprise_id: null,
      api_app_id: APP_ID,
      event,
      type: 'event_callback',
      event_id: eventId,
      event_time: Math.floor(slack.now() / 1_000),
      authorizations: [
        { enterprise_id: null, team_id: TEAM.id, user_id: BOT, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: slack.directory.channel(about.channel ?? '')?.is_ext_shared ?? false,
      event_context: `4-${eventId}`,
    },
  );
  return eventId;
}

/**
 * Tells the app of a new message: as `message`, and as `app_mention` too, under a second event id, where it mentions
 * the app. In a direct message there is no `app_mention`. Returns the event ids, that of `message` first.
 */
export function announce(slack: LocalSlack, message: Message, eventId?: string): string[] {
  const channel = slack.directory.channel(message.channel);
  if (channel === undefined || !slack.directory.botIsIn(channel) || message.ephemeral_to !== undefined) {
    return [];
  }
  const about = { channel: message.channel, ts: message.ts };
  const event = messageEvent(slack, message);
  const ids = [deliverEvent(slack, event, about, eventId)];
  if (message.user !== BOT && !channel.is_im && mentions(message.text, BOT)) {
    const mention = eventId === undefined ? undefined : `${eventId}M`;
    const { channel_type: _, ...fields } = event;
    ids.push(deliverEvent(slack, { ...fields, type: 'app_mention' }, about, mention));
  }
  return ids;
}

/** Tells the app that a message was edited. */
export function announceChange(slack: LocalSlack, before: Message, after: Message): string {
  const ts = slack.ids.ts();
  return deliverEvent(
    slack,
    {
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel: after.channel,
      channel_type: channelType(slack, after.channel),
      ts,
      event_ts: ts,
      message: toApi(after),
      previous_message: toApi(before),
    },
    { channel: after.channel, ts: after.ts },
  );
}

/** Tells the app that a message was deleted. */
export function announceDeletion(slack: LocalSlack, message: Message): string {
  const ts = slack.ids.ts();
  return deliverEvent(
    slack,
    {
      type: 'message',
      subtype: 'message_deleted',
      hidden: true,
      channel: message.channel,
      channel_type: channelType(slack, message.channel),
      ts,
      event_ts: ts,
      deleted_ts: message.ts,
      previous_message: toApi(message),
    },
    { channel: message.channel, ts: message.ts },
  );
}

function messageEvent(slack: LocalSlack, message: Message): Event & { channel_type: string } {
  const parent =
    message.thread_ts === undefined ? undefined : slack.messages.find(message.channel, message.thread_ts);
  const outside = message.team === TEAM.id ? {} : { user_team: message.team, source_team: message.team };
  return {
    ...toApi(message),
    type: 'message',
    channel: message.channel,
    channel_type: channelType(slack, message.channel),
    event_ts: message.ts,
    ...outside,
    ...(parent === undefined ? {} : { parent_user_id: parent.user }),
    ...(message.user === BOT
      ? { bot_id: BOT_ID, app_id: APP_ID }
      : { client_msg_id: `client-${message.ts}` }),
  };
}
