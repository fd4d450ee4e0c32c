import { defuseMentions } from './outbound-text.ts';

/** Fields whose strings Slack shows to people, wherever they stand in blocks and chunks. */
const SHOWN = new Set([
  'text',
  'markdown_text',
  'title',
  'subtitle',
  'details',
  'output',
  'alt_text',
  'caption',
  'loading_messages',
]);

/**
 * The last gate before the wire: no call to Slack, whatever wrote its blocks, mentions anybody it may not.
 * Gives a copy; arguments are never changed.
 */
export function sealOutbound(
  args: Readonly<Record<string, unknown>>,
  named: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, seal(key, value, named)]));
}

function seal(key: string, value: unknown, named: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return SHOWN.has(key) ? defuseMentions(value, named) : value;
  if (Array.isArray(value)) return value.map((item) => seal(key, item, named));
  if (typeof value !== 'object' || value === null) return value;
  const words = mentionAsWords(value, named);
  if (words !== null) return { type: 'text', text: words };
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, seal(inner, item, named)]));
}

/** Rich text mentions by elements of their own: whom it may not mention becomes plain words. Null for all else. */
function mentionAsWords(value: object, named: ReadonlySet<string>): string | null {
  if (!('type' in value)) return null;
  if (value.type === 'broadcast') return 'range' in value ? String(value.range) : 'everyone';
  if (value.type === 'usergroup' && 'usergroup_id' in value) return 'a user group';
  if (value.type !== 'user' || !('user_id' in value)) return null;
  const user = String(value.user_id);
  return named.has(user) ? null : user;
}
