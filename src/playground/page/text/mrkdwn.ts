import { type Child, fragment, h } from '#playground/page/dom/h.ts';
import { clockDate } from './clock.ts';
import { emoji } from './emoji.ts';
import type { Names } from './names.ts';
import { type Inline, type MrkdwnBlock, parseMrkdwn } from './parse-mrkdwn.ts';
import { safeLink } from './safe-link.ts';

/** Draws mrkdwn. Everything a person or a model wrote becomes text nodes. */
export function mrkdwn(source: string, names: Names): DocumentFragment {
  return fragment(parseMrkdwn(source).map((block) => drawBlock(block, names)));
}

function drawBlock(block: MrkdwnBlock, names: Names): Node {
  switch (block.kind) {
    case 'paragraph':
      return h('p', {}, drawInline(block.children, names));
    case 'quote':
      return h('blockquote', {}, drawInline(block.children, names));
    case 'preformatted':
      return h('pre', {}, h('code', {}, block.text));
    default:
      return block satisfies never;
  }
}

function drawInline(nodes: readonly Inline[], names: Names): Child[] {
  return nodes.map((node) => drawNode(node, names));
}

function drawNode(node: Inline, names: Names): Child {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'break':
      return h('br');
    case 'bold':
      return h('strong', {}, drawInline(node.children, names));
    case 'italic':
      return h('em', {}, drawInline(node.children, names));
    case 'strike':
      return h('s', {}, drawInline(node.children, names));
    case 'code':
      return h('code', {}, node.text);
    case 'link':
      return safeLink(node.url, node.label ?? node.url.replace(/^mailto:/, ''));
    case 'user':
      return userMention(node.id, names, node.label);
    case 'channel':
      return h('span', { class: 'mention' }, `#${node.label ?? names.channel(node.id)}`);
    case 'broadcast':
      return h('span', { class: 'mention mention-you' }, `@${node.range}`);
    case 'date':
      return clockDate(node.seconds, node.format, node.fallback);
    case 'emoji':
      return emoji(node.name);
    default:
      return node satisfies never;
  }
}

export function userMention(id: string, names: Names, label: string | null = null): HTMLElement {
  const mine = id === names.you;
  return h('span', { class: mine ? 'mention mention-you' : 'mention' }, `@${label ?? names.person(id)}`);
}
