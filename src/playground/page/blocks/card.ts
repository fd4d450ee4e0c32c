import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { textObject } from '#playground/page/text/text-object.ts';
import { drawElement } from './element.ts';
import { imageElement } from './image.ts';
import type { Surface } from './surface.ts';

export function cardBlock(block: types.CardBlock, surface: Surface): HTMLElement {
  const { names } = surface;
  return h(
    'article',
    { class: 'card' },
    block.hero_image && h('div', { class: 'card-hero' }, imageElement(block.hero_image)),
    h(
      'header',
      { class: 'card-head' },
      block.icon && h('div', { class: 'card-icon' }, imageElement(block.icon)),
      h(
        'div',
        {},
        block.title && h('div', { class: 'card-title prose' }, textObject(block.title, names)),
        block.subtitle && h('div', { class: 'card-subtitle prose' }, textObject(block.subtitle, names)),
      ),
    ),
    block.body && h('div', { class: 'prose' }, textObject(block.body, names)),
    block.actions &&
      block.actions.length > 0 &&
      h(
        'div',
        { class: 'actions' },
        block.actions.map((action) => drawElement(action, surface, block.block_id)),
      ),
  );
}
