import type { types } from '@slack/bolt';
import { type Child, fragment, h } from '#playground/page/dom/h.ts';
import { clockDate } from './clock.ts';
import { emoji } from './emoji.ts';
import { userMention } from './mrkdwn.ts';
import type { Names } from './names.ts';
import { safeLink } from './safe-link.ts';

type Leaf = types.RichTextElement;

/** A rich text block: sections, lists, quotes and code, out of styled runs. */
export function richText(block: types.RichTextBlock, names: Names): DocumentFragment {
  return fragment(block.elements.map((element) => drawElement(element, names)));
}

/** The words of a rich text block, for a line of plain text. */
export function wordsOf(block: types.RichTextBlock): string {
  const words = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(words).join('');
    if (typeof value !== 'object' || value === null) return '';
    if ('text' in value && typeof value.text === 'string') return value.text;
    return 'elements' in value ? words(value.elements) : '';
  };
  return words(block.elements);
}

function drawElement(element: types.RichTextBlockElement, names: Names): Child {
  const leaves = () => element.elements.map((leaf) => drawLeaf(leaf, names));
  switch (element.type) {
    case 'rich_text_section':
      return h('p', {}, leaves());
    case 'rich_text_quote':
      return h('blockquote', {}, leaves());
    case 'rich_text_preformatted':
      return h('pre', {}, h('code', {}, leaves()));
    case 'rich_text_list':
      return h(
        element.style === 'ordered' ? 'ol' : 'ul',
        { class: `indent-${element.indent ?? 0}` },
        element.elements.map((item) =>
          h(
            'li',
            {},
            item.elements.map((leaf) => drawLeaf(leaf, names)),
          ),
        ),
      );
    default:
      return element satisfies never;
  }
}

function drawLeaf(leaf: Leaf | types.RichTextSection, names: Names): Child {
  switch (leaf.type) {
    case 'text':
      return styled(leaf.text, leaf.style);
    case 'link':
      return styled(safeLink(leaf.url, leaf.text ?? leaf.url), leaf.style);
    case 'emoji':
      return emoji(leaf.name);
    case 'user':
      return userMention(leaf.user_id, names);
    case 'channel':
      return h('span', { class: 'mention' }, `#${names.channel(leaf.channel_id)}`);
    case 'broadcast':
      return h('span', { class: 'mention mention-you' }, `@${leaf.range}`);
    case 'date':
      return clockDate(leaf.timestamp, leaf.format, leaf.fallback ?? '');
    case 'color':
      return h('code', {}, leaf.value);
    case 'rich_text_section':
      return leaf.elements.map((inner) => drawLeaf(inner, names));
    default:
      return h('span', { class: 'mention' }, `@${leaf.type}`);
  }
}

type Style = { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean; underline?: boolean };

function styled(content: Child, style: Style = {}): Child {
  let shown = content;
  if (style.code) shown = h('code', {}, shown);
  if (style.bold) shown = h('strong', {}, shown);
  if (style.italic) shown = h('em', {}, shown);
  if (style.strike) shown = h('s', {}, shown);
  if (style.underline) shown = h('u', {}, shown);
  return shown;
}
