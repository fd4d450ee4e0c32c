import type { Command } from '#playground/page/feed/wire.ts';
import { decode } from '#playground/page/text/parse-mrkdwn.ts';
import type { Workspace } from './workspace.ts';

/** What is posted for what was typed: `#names` of known channels as their ids. The playground does the rest. */
export function toPosted(typed: string, workspace: Workspace): string {
  return typed.replace(/(^|[\s(])#([\w.-]*\w)/g, (whole, before: string, name: string) => {
    const known = workspace.places.find((place) => !place.is_im && place.name === name.toLowerCase());
    return known ? `${before}<#${known.id}>` : whole;
  });
}

/** A stored message as it was typed, for editing. */
export function toTyped(wire: string, workspace: Workspace): string {
  const handle = (id: string) => workspace.somebody(id)?.name ?? id;
  return decode(
    wire
      .replace(/<@([UW]\w+)(?:\|[^>]*)?>/g, (_, id: string) => `@${handle(id)}`)
      .replace(/<#(C\w+)(?:\|[^>]*)?>/g, (_, id: string) => `#${workspace.channel(id)}`)
      .replace(/<!(\w+)>/g, '@$1')
      .replace(/<((?:https?:|mailto:)[^|>]*)(?:\|[^>]*)?>/g, '$1'),
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
