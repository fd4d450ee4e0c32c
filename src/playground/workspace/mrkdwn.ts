import type { Directory } from './directory.ts';

/** What people may type as it stands on the wire: mentions and channel links by id. */
const TYPED_REFERENCE = /<@[UW][A-Z0-9]+>|<#C[A-Z0-9]+>/g;
const HANDLE = /(^|[\s([{"'])@([a-z0-9][a-z0-9._-]*)/gi;
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;
const EVERYBODY = new Set(['here', 'channel', 'everyone']);

/**
 * What Slack makes of what a person types: `&`, `<` and `>` escaped, `@name` and `<@U…>` turned into a mention when
 * there is such a person, addresses put in angle brackets.
 */
export function toWire(typed: string, directory: Directory): string {
  const parts: string[] = [];
  let end = 0;
  for (const match of typed.matchAll(TYPED_REFERENCE)) {
    const id = match[0].slice(2, -1);
    if (directory.person(id) === undefined && directory.channel(id) === undefined) continue;
    parts.push(plainToWire(typed.slice(end, match.index), directory), match[0]);
    end = match.index + match[0].length;
  }
  parts.push(plainToWire(typed.slice(end), directory));
  return parts.join('');
}

function plainToWire(typed: string, directory: Directory): string {
  return escapeControls(typed)
    .replace(ADDRESS, (address) => `<${address}>`)
    .replace(HANDLE, (whole: string, before: string, name: string) => {
      // A sentence may end right after a handle.
      const handle = name.replace(/[._-]+$/, '');
      const rest = name.slice(handle.length);
      if (EVERYBODY.has(handle.toLowerCase())) return `${before}<!${handle.toLowerCase()}>${rest}`;
      const person = directory.personNamed(handle);
      return person === undefined ? whole : `${before}<@${person.id}>${rest}`;
    });
}

function escapeControls(typed: string): string {
  return typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function mentions(wire: string, user: string): boolean {
  return wire.includes(`<@${user}>`) || wire.includes(`<@${user}|`);
}
