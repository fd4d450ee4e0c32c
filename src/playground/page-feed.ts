import type { ServerResponse } from 'node:http';
import type { LocalSlack } from './local-slack.ts';
import { visible } from './people/visible.ts';
import { toApiChannel, toApiUser } from './web-api/shapes.ts';
import type { FeedEvent } from './workspace/feed.ts';
import { BOT, TEAM } from './workspace/seed.ts';

/** Keeps proxies and browsers from closing a quiet stream. */
const COMMENT_EVERY_MS = 15_000;

const MAX_UNREAD_BYTES = 4_000_000;

const COMMANDS = [
  { command: '/genesis', description: 'Ask Genesis about itself', usage_hint: 'help | flags | health' },
];

/** All that a page needs to draw the workspace as the person sees it. Null for somebody who is not in it. */
export function pageState(slack: LocalSlack, user: string): Record<string, unknown> | null {
  const person = slack.directory.person(user);
  if (person === undefined || person.is_bot) return null;
  const channels = slack.directory.channelsOf(user);
  return {
    team: { id: TEAM.id, name: TEAM.name },
    users: slack.directory.people().map(toApiUser),
    channels: channels.map((channel) => toApiChannel(slack, channel)),
    you: user,
    bot: BOT,
    commands: COMMANDS,
    messages: Object.fromEntries(
      channels.map(({ id }) => [id, visible(slack, { channel: id, user })] as const),
    ),
    sessions: slack.sessions.all(),
    views: slack.views.openFor(user),
    home: slack.views.home(user) ?? null,
    connected: slack.connections.connected,
  };
}

/** Server-sent events of everything that the person may see, until they go away. */
export function streamPageEvents(slack: LocalSlack, user: string, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write(': connected\n\n');
  const channels = new Set(slack.directory.channelsOf(user).map(({ id }) => id));
  const unsubscribe = slack.feed.subscribe((event) => {
    if (!concerns(event, user, channels)) return;
    response.write(`data: ${JSON.stringify(event)}\n\n`);
    // A page that has stopped reading is let go; its browser comes back and reads the state anew.
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
  });
  const comments = setInterval(() => response.write(': still here\n\n'), COMMENT_EVERY_MS);
  comments.unref();
  response.on('close', () => {
    clearInterval(comments);
    unsubscribe();
  });
}

function concerns(event: FeedEvent, user: string, channels: ReadonlySet<string>): boolean {
  switch (event.type) {
    case 'message':
    case 'message_changed':
    case 'ephemeral':
    case 'reaction':
    case 'stream': {
      const { channel, ephemeral_to } = event.message;
      return channels.has(channel) && (ephemeral_to === undefined || ephemeral_to === user);
    }
    case 'message_deleted':
      return channels.has(event.channel);
    case 'session':
      return channels.has(event.session.channel);
    case 'view_opened':
    case 'view_updated':
    case 'view_closed':
    case 'home':
      return event.view.user === user;
    case 'connection':
    case 'reset':
      return true;
    default:
      return event satisfies never;
  }
}
