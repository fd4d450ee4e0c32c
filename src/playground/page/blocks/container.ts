import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import type { Block } from '#playground/page/feed/wire.ts';
import { richText } from '#playground/page/text/rich-text.ts';
import { plainText, textObject } from '#playground/page/text/text-object.ts';
import type { Surface } from './surface.ts';

/** Blocks under a common title; the drawing of its children is passed in, since they are blocks again. */
export function containerBlock(
  block: types.ContainerBlock,
  surface: Surface,
  draw: (blocks: readonly Block[], surface: Surface) => HTMLElement,
): HTMLElement {
  const title = h(
    'div',
    { class: 'container-title' },
    h(
      'strong',
      { class: 'prose prose-inline' },
      block.rich_text_title ? richText(block.rich_text_title, surface.names) : plainText(block.title),
    ),
    block.subtitle && h('small', { class: 'prose prose-inline' }, textObject(block.subtitle, surface.names)),
  );
  const children = draw(block.child_blocks, surface);
  if (!block.is_collapsible) return h('section', { class: 'container' }, title, children);
  return h(
    'details',
    { class: 'container', open: !block.default_collapsed },
    h('summary', {}, title),
    children,
  );
}
