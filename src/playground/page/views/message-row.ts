import { type Child, h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import type { Message } from '#playground/page/feed/wire.ts';
import { clockTime } from '#playground/page/text/clock.ts';
import { emoji } from '#playground/page/text/emoji.ts';
import { avatar } from './avatar.ts';
import { messageBody } from './message-body.ts';
import { messageTools, toggleReaction } from './message-tools.ts';
import type { Reader } from './reader.ts';

export type RowPlace = {
  /** Follows a message of the same author closely: no picture and name again. */
  joined: boolean;
  inThread: boolean;
};

export function messageRow(message: Message, place: RowPlace, reader: Reader): HTMLElement {
  const { workspace } = reader;
  const author = workspace.person(message.user);
  const bot = message.user === workspace.bot;
  return h(
    'article',
    {
      class: `message${place.joined ? ' message-joined' : ''}${message.ephemeral_to ? ' message-ephemeral' : ''}`,
      key: message.ts,
      tabindex: -1,
      'aria-label': `${author}, ${clockTime(message.ts).textContent}`,
      'data-ts': message.ts,
      'data-mine': message.user === workspace.you,
    },
    h(
      'div',
      { class: 'message-side' },
      place.joined ? clockTime(message.ts) : avatar(message.user, workspace),
    ),
    h(
      'div',
      { class: 'message-main' },
      message.ephemeral_to && h('p', { class: 'only-you' }, icon('eye'), 'Only visible to you'),
      !place.joined &&
        h(
          'header',
          { class: 'message-head' },
          h('span', { class: 'author' }, author),
          bot && h('span', { class: 'badge' }, 'App'),
          badgeOf(message.user, reader),
          clockTime(message.ts),
        ),
      h('div', { class: 'message-body' }, messageBody(message, reader)),
      message.edited && !bot && h('span', { class: 'edited' }, '(edited)'),
      reactions(message, reader),
      !place.inThread && threadSummary(message, reader),
    ),
    messageTools(message, reader, place.inThread),
  );
}

function badgeOf(user: string, { workspace }: Reader): Child {
  const person = workspace.somebody(user);
  if (person?.is_restricted) return h('span', { class: 'badge' }, 'Guest');
  return person?.is_stranger && h('span', { class: 'badge' }, 'External');
}

function reactions(message: Message, reader: Reader): Child {
  const { workspace } = reader;
  const given = message.reactions?.filter((reaction) => reaction.users.length > 0) ?? [];
  if (given.length === 0) return null;
  return h(
    'div',
    { class: 'reactions', role: 'group', 'aria-label': 'Reactions' },
    given.map(({ name, users }) => {
      const who = users.map((user) => workspace.person(user)).join(', ');
      return h(
        'button',
        {
          class: 'reaction',
          key: name,
          type: 'button',
          title: `${who}: ${name}`,
          'aria-label': `${name}: ${who}`,
          'aria-pressed': String(users.includes(workspace.you)),
          onclick: () => toggleReaction(message, name, reader),
        },
        emoji(name),
        h('span', {}, String(users.length)),
      );
    }),
  );
}

/** Replies below a message of the channel, with what the bot is doing there right now. */
function threadSummary(message: Message, reader: Reader): Child {
  const { workspace, selection } = reader;
  const replies = workspace
    .inThread(message.channel, message.ts)
    .filter((reply) => reply.ts !== message.ts && !reply.ephemeral_to);
  const session = workspace.session(message.channel, message.ts);
  const busy = session?.status === 'processing';
  if (replies.length === 0 && !busy) return null;
  const authors = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  const last = replies.at(-1);
  return h(
    'button',
    {
      class: 'thread-summary',
      type: 'button',
      'aria-expanded': String(selection.thread === message.ts),
      onclick: () => reader.select({ thread: message.ts }),
    },
    authors.map((author) => avatar(author, workspace, 'small')),
    h('span', { class: 'thread-count' }, countOf(replies.length)),
    busy
      ? h(
          'span',
          { class: 'thread-busy' },
          h('span', { class: 'spinner', 'aria-hidden': 'true' }),
          'Working…',
        )
      : last && h('span', { class: 'thread-last' }, 'Last reply ', clockTime(last.ts)),
  );
}

function countOf(replies: number): string {
  return replies === 1 ? '1 reply' : `${replies} replies`;
}
