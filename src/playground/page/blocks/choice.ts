import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { plainText, textObject } from '#playground/page/text/text-object.ts';
import { dispatch } from './dispatch.ts';
import { fieldId, fieldMark } from './field.ts';
import type { Surface } from './surface.ts';

export function radioButtons(element: types.RadioButtons, surface: Surface, blockId?: string): HTMLElement {
  const initial = element.initial_option?.value;
  return group(element, 'radio', (value) => value === initial, surface, blockId);
}

export function checkboxes(element: types.Checkboxes, surface: Surface, blockId?: string): HTMLElement {
  const initial = new Set(element.initial_options?.map((option) => option.value));
  return group(element, 'checkbox', (value) => initial.has(value), surface, blockId);
}

/** Native boxes: the browser brings the keyboard. Outside of a form each change is sent at once. */
function group(
  element: types.RadioButtons | types.Checkboxes,
  type: 'radio' | 'checkbox',
  checked: (value: string | undefined) => boolean,
  surface: Surface,
  blockId?: string,
): HTMLElement {
  const name = fieldId(surface, element, blockId);
  return h(
    'div',
    {
      ...fieldMark(element, blockId),
      class: 'choices',
      role: type === 'radio' ? 'radiogroup' : 'group',
      id: name,
      onchange: (event) => {
        const set = event.currentTarget;
        if (!(set instanceof HTMLElement) || set.closest('.input-block')) return;
        const chosen = chosenIn(set);
        void dispatch(element, blockId, type === 'radio' ? chosen[0] : chosen, surface, set);
      },
    },
    element.options.map((option) =>
      h(
        'label',
        { class: 'choice' },
        h('input', { type, name, value: option.value, checked: checked(option.value) }),
        h(
          'span',
          {},
          h('span', { class: 'prose prose-inline' }, textObject(option.text, surface.names)),
          option.description && h('small', {}, plainText(option.description)),
        ),
      ),
    ),
  );
}

export function chosenIn(set: Element): string[] {
  const boxes = set.querySelectorAll<HTMLInputElement>('input:checked');
  return [...boxes].map((box) => box.value);
}
