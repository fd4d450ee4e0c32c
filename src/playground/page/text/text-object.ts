import type { types } from '@slack/bolt';
import type { Child } from '#playground/page/dom/h.ts';
import { emoji } from './emoji.ts';
import { mrkdwn } from './mrkdwn.ts';
import type { Names } from './names.ts';

/** A text object as it should be drawn: mrkdwn as such, plain text as text. */
export function textObject(text: types.TextObject | undefined, names: Names): Child {
  if (!text) return null;
  return text.type === 'mrkdwn' ? mrkdwn(text.text, names) : plainText(text);
}

/** Plain text; short codes become emoji as in Slack. */
export function plainText(text: { text: string; emoji?: boolean } | undefined): string {
  if (!text) return '';
  if (text.emoji === false) return text.text;
  return text.text.replace(/:([a-z0-9_+-]+):/g, (_, name: string) => emoji(name));
}
