import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { Message } from '#playground/workspace/message.ts';
import { BOT } from '#playground/workspace/seed.ts';
import { type Answer, type Method, refuse } from './answer.ts';

/** The app's reactions to messages. */
export const reactionMethods: Readonly<Record<string, Method>> = {
  'reactions.add': (args, slack) =>
    withMessage(args, slack, (message, name) =>
      react(slack, message, name, BOT) ? { ok: true } : refuse('already_reacted'),
    ),
  'reactions.remove': (args, slack) =>
    withMessage(args, slack, (message, name) =>
      unreact(slack, message, name, BOT) ? { ok: true } : refuse('no_reaction'),
    ),
};

/** False when the person has reacted so already. */
export function react(slack: LocalSlack, message: Message, name: string, user: string): boolean {
  const known = message.reactions.find((one) => one.name === name);
  if (known?.users.includes(user) === true) return false;
  if (known === undefined) message.reactions.push({ name, users: [user] });
  else known.users.push(user);
  slack.messages.changed(message, 'reaction');
  return true;
}

/** False when the person has not reacted so. */
export function unreact(slack: LocalSlack, message: Message, name: string, user: string): boolean {
  const known = message.reactions.find((one) => one.name === name);
  if (known?.users.includes(user) !== true) return false;
  known.users = known.users.filter((one) => one !== user);
  message.reactions = message.reactions.filter((one) => one.users.length > 0);
  slack.messages.changed(message, 'reaction');
  return true;
}

function withMessage(
  args: Fields,
  slack: LocalSlack,
  then: (message: Message, name: string) => Answer,
): Answer {
  const name = text(args, 'name').replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) return refuse('invalid_name');
  const channel = slack.directory.channel(text(args, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  const message = slack.messages.find(channel.id, text(args, 'timestamp'));
  return message === undefined ? refuse('message_not_found') : then(message, name);
}
