import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { Channel, Person } from '#playground/workspace/seed.ts';

/** The person and the conversation that an act names, or what is wrong with them. */
export function whoWhere(
  slack: LocalSlack,
  fields: Fields,
): { ok: true; person: Person; channel: Channel } | { ok: false; error: string } {
  const person = slack.directory.person(text(fields, 'user'));
  if (person === undefined || person.is_bot) return { ok: false, error: 'user_not_found' };
  const channel = slack.directory.channel(text(fields, 'channel'));
  if (channel === undefined) return { ok: false, error: 'channel_not_found' };
  if (!channel.members.includes(person.id)) return { ok: false, error: 'not_in_channel' };
  return { ok: true, person, channel };
}
