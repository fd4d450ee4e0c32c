import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { plainText } from '#playground/page/text/text-object.ts';
import { drawElement } from './element.ts';
import { fieldId } from './field.ts';
import type { Surface } from './surface.ts';

/** A labelled field of a form. A group of boxes is labelled as a group, since no single field is meant. */
export function inputBlock(block: types.InputBlock, surface: Surface): HTMLElement {
  const id = fieldId(surface, block.element, block.block_id);
  const grouped = block.element.type === 'radio_buttons' || block.element.type === 'checkboxes';
  const field = drawElement(block.element, surface, block.block_id);
  if (field instanceof HTMLElement) {
    if (grouped) field.setAttribute('aria-labelledby', `${id}-label`);
    else field.removeAttribute('aria-label');
    if (!block.optional) field.setAttribute('aria-required', 'true');
    field.setAttribute('aria-describedby', `${id}-hint ${id}-error`);
  }
  const label = [plainText(block.label), block.optional && h('span', { class: 'optional' }, ' (optional)')];
  return h(
    'div',
    { class: 'input-block', 'data-input': block.block_id ?? '', 'data-required': !block.optional },
    grouped
      ? h('span', { class: 'label', id: `${id}-label` }, label)
      : h('label', { class: 'label', for: id }, label),
    field,
    block.hint && h('p', { class: 'hint', id: `${id}-hint` }, plainText(block.hint)),
    h('p', { class: 'field-error', id: `${id}-error`, role: 'alert' }),
  );
}
