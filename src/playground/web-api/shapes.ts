import type { Fields } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { StoredFile } from '#playground/workspace/files.ts';
import type { Message } from '#playground/workspace/message.ts';
import { APP_ID, BOT, BOT_ID, type Channel, type Person, TEAM } from '#playground/workspace/seed.ts';
import type { View } from '#playground/workspace/views.ts';

/** The workspace's things in the shapes in which the Web API and events show them. */

export function channelType(slack: LocalSlack, channel: string): 'im' | 'channel' {
  return slack.directory.channel(channel)?.is_im === true ? 'im' : 'channel';
}

/** A message without its metadata unless it was asked for. */
export function toApi(message: Message, options: { metadata?: boolean } = {}): Fields {
  const { channel: _, metadata, reactions, reply_count, stream, ephemeral_to: __, ...rest } = message;
  return {
    type: 'message',
    ...rest,
    ...(message.user === BOT ? { app_id: APP_ID, bot_profile: BOT_PROFILE } : {}),
    ...(stream === undefined ? {} : { streaming_state: STREAMING_STATE[stream.state] }),
    ...(metadata === undefined || options.metadata !== true ? {} : { metadata }),
    ...(reactions.length === 0
      ? {}
      : { reactions: reactions.map(({ name, users }) => ({ name, users, count: users.length })) }),
    ...(reply_count === 0 ? {} : { reply_count, thread_ts: message.thread_ts ?? message.ts }),
  };
}

const STREAMING_STATE = { streaming: 'in_progress', stopped: 'completed', expired: 'errored' } as const;

const BOT_PROFILE = { id: BOT_ID, app_id: APP_ID, name: 'genesis', team_id: TEAM.id, deleted: false };

export function toApiUser(person: Person): Fields {
  return {
    id: person.id,
    team_id: person.team_id,
    name: person.name,
    real_name: person.real_name,
    deleted: false,
    tz: 'Etc/UTC',
    tz_offset: 0,
    is_admin: person.is_admin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.is_restricted,
    is_ultra_restricted: false,
    is_stranger: person.is_stranger,
    is_bot: person.is_bot,
    is_app_user: false,
    profile: {
      display_name: person.name,
      real_name: person.real_name,
      email: person.email,
      team: person.team_id,
      ...(person.is_bot ? { bot_id: BOT_ID, api_app_id: APP_ID } : {}),
    },
  };
}

export function toApiChannel(slack: LocalSlack, channel: Channel): Fields {
  if (channel.is_im) return { id: channel.id, is_im: true, user: channel.user, is_org_shared: false };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_archived: false,
    is_general: channel.id === 'C0GENERAL',
    is_shared: channel.is_ext_shared,
    is_ext_shared: channel.is_ext_shared,
    is_org_shared: false,
    is_member: slack.directory.botIsIn(channel),
    context_team_id: TEAM.id,
    num_members: channel.members.length,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.topic, creator: '', last_set: 0 },
  };
}

export function toApiFile(slack: LocalSlack, file: StoredFile): Fields {
  const url = `${slack.origin}/files/${file.id}/${encodeURIComponent(file.name)}`;
  const filetype = file.name.includes('.') ? (file.name.split('.').at(-1) ?? 'text') : 'text';
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: 'text/plain',
    filetype,
    pretty_type: filetype.toUpperCase(),
    user: file.user,
    size: file.content.length,
    mode: 'hosted',
    is_external: false,
    url_private: url,
    url_private_download: url,
    permalink: url,
  };
}

/** A view as interactions and the views methods show it; `values` is what was entered so far. */
export function toApiView(view: View, values: Fields = {}): Fields {
  const { user: _, errors: __, ...rest } = view;
  return {
    ...rest,
    team_id: TEAM.id,
    app_id: APP_ID,
    app_installed_team_id: TEAM.id,
    bot_id: BOT_ID,
    state: { values },
  };
}
