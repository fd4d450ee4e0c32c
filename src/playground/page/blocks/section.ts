import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { textObject } from '#playground/page/text/text-object.ts';
import { drawElement } from './element.ts';
import type { Surface } from './surface.ts';

export function sectionBlock(block: types.SectionBlock, surface: Surface): HTMLElement {
  const { names } = surface;
  return h(
    'div',
    { class: 'section' },
    h(
      'div',
      { class: 'section-body' },
      block.text && h('div', { class: 'prose' }, textObject(block.text, names)),
      block.fields &&
        h(
          'div',
          { class: 'fields' },
          block.fields.map((field) => h('div', { class: 'prose' }, textObject(field, names))),
        ),
    ),
    block.accessory &&
      h('div', { class: 'accessory' }, drawElement(block.accessory, surface, block.block_id)),
  );
}
