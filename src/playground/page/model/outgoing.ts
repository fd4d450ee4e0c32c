import type { Command } from '#playground/page/feed/wire.ts';
import { decode, encode } from '#playground/page/text/parse-mrkdwn.ts';
import type { Workspace } from './workspace.ts';

/** What a person typed, as Slack stores it: escaped, with known `@names` and `#channels` as their ids. */
export function toWire(typed: string, workspace: Workspace): string {
  const people = new Map(workspace.persons.map((person) => [person.name.toLowerCase(), person.id]));
  const places = new Map(
    workspace.places.filter((place) => !place.is_im).map((place) => [place.name, place.id]),
  );
  return encode(typed)
    .replace(/(^|[\s(])@([\w.-]*\w)/g, (whole, before: string, name: string) => {
      const id = people.get(name.toLowerCase());
      return id ? `${before}<@${id}>` : whole;
    })
    .replace(/(^|[\s(])#([\w.-]*\w)/g, (whole, before: string, name: string) => {
      const id = places.get(name.toLowerCase());
      return id ? `${before}<#${id}>` : whole;
    });
}

/** The other way, for editing. */
export function toTyped(wire: string, workspace: Workspace): string {
  const handle = (id: string) => workspace.somebody(id)?.name ?? id;
  return decode(
    wire
      .replace(/<@([UW]\w+)(?:\|[^>]*)?>/g, (_, id: string) => `@${handle(id)}`)
      .replace(/<#(C\w+)(?:\|[^>]*)?>/g, (_, id: string) => `#${workspace.channel(id)}`),
  );
}

/** A line that starts with a known command, taken apart; null for an ordinary message. */
export function asCommand(
  typed: string,
  commands: readonly Command[],
): { command: string; text: string } | null {
  const [, name = '', text = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
  const known = commands.find(({ command }) => command === name);
  return known ? { command: known.command, text } : null;
}
