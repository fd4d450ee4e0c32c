import type { types } from '@slack/bolt';
import { type Child, h } from '#playground/page/dom/h.ts';
import { plainText } from '#playground/page/text/text-object.ts';
import { dispatch } from './dispatch.ts';
import { fieldId, fieldMark } from './field.ts';
import type { Surface } from './surface.ts';

/** A menu of one choice. Native: it opens, searches and closes by keyboard as the reader's system does. */
export function select(element: types.Select, surface: Surface, blockId?: string): HTMLElement {
  const chosen = initialOf(element);
  return h(
    'select',
    {
      ...fieldMark(element, blockId),
      class: 'field field-select',
      id: fieldId(surface, element, blockId),
      'aria-label': plainText(element.placeholder) || 'Choose',
      onchange: (event) => {
        const field = event.currentTarget;
        if (!(field instanceof HTMLSelectElement) || field.closest('.input-block')) return;
        void dispatch(element, blockId, field.value, surface, field);
      },
    },
    h(
      'option',
      { value: '', disabled: true, selected: chosen === undefined },
      plainText(element.placeholder) || 'Choose…',
    ),
    optionsOf(element, new Set([chosen]), surface),
  );
}

/** Several choices, as boxes: they need no modifier keys. */
export function multiSelect(element: types.MultiSelect, surface: Surface, blockId?: string): HTMLElement {
  const initial = 'initial_options' in element ? (element.initial_options ?? []) : [];
  return h(
    'select',
    {
      ...fieldMark(element, blockId),
      class: 'field',
      id: fieldId(surface, element, blockId),
      multiple: true,
      'aria-label': plainText(element.placeholder) || 'Choose',
    },
    optionsOf(element, new Set(initial.map((option) => option.value)), surface),
  );
}

function optionsOf(
  element: types.Select | types.MultiSelect,
  chosen: ReadonlySet<string | undefined>,
  { names }: Surface,
): Child[] {
  const draw = (value: string | undefined, label: string) =>
    h('option', { value: value ?? '', selected: chosen.has(value) }, label);
  if ('option_groups' in element && element.option_groups) {
    return element.option_groups.map((group) =>
      h(
        'optgroup',
        { label: plainText(group.label) },
        group.options.map((option) => draw(option.value, plainText(option.text))),
      ),
    );
  }
  if ('options' in element && element.options) {
    return element.options.map((option) => draw(option.value, plainText(option.text)));
  }
  if (element.type.includes('users')) return names.people.map((id) => draw(id, `@${names.person(id)}`));
  return names.channels.map((id) => draw(id, `#${names.channel(id)}`));
}

function initialOf(element: types.Select): string | undefined {
  switch (element.type) {
    case 'users_select':
      return element.initial_user;
    case 'channels_select':
      return element.initial_channel;
    case 'conversations_select':
      return element.initial_conversation;
    default:
      return element.initial_option?.value;
  }
}
