import type { types } from '@slack/bolt';
import { h, type Props } from '#playground/page/dom/h.ts';
import { plainText } from '#playground/page/text/text-object.ts';
import { dispatch } from './dispatch.ts';
import type { Surface } from './surface.ts';

type TextElement = types.PlainTextInput | types.EmailInput | types.URLInput | types.NumberInput;
type DateElement = types.Datepicker | types.Timepicker | types.DateTimepicker;

/** The mark by which a submitted form's fields are found again. */
export function fieldMark(element: { type: string; action_id?: string }, blockId: string | undefined): Props {
  return { 'data-field': element.type, 'data-action': element.action_id ?? '', 'data-block': blockId ?? '' };
}

export function textField(element: TextElement, surface: Surface, blockId?: string): HTMLElement {
  const common: Props = {
    ...fieldMark(element, blockId),
    class: 'field',
    id: fieldId(surface, element, blockId),
    placeholder: plainText(element.placeholder),
    autofocus: element.focus_on_load === true,
  };
  if (element.type === 'plain_text_input') {
    const length = { minlength: element.min_length, maxlength: element.max_length };
    if (element.multiline) {
      return h('textarea', { ...common, ...length, rows: 4 }, element.initial_value ?? '');
    }
    return h('input', { ...common, ...length, type: 'text', value: element.initial_value });
  }
  if (element.type === 'number_input') {
    const range = { min: element.min_value, max: element.max_value };
    const step = element.is_decimal_allowed ? 'any' : 1;
    return h('input', { ...common, ...range, step, type: 'number', value: element.initial_value });
  }
  const type = element.type === 'email_text_input' ? 'email' : 'url';
  return h('input', { ...common, type, value: element.initial_value });
}

export function dateField(element: DateElement, surface: Surface, blockId?: string): HTMLElement {
  const [type, value] =
    element.type === 'datepicker'
      ? ['date', element.initial_date]
      : element.type === 'timepicker'
        ? ['time', element.initial_time]
        : ['datetime-local', localMinutes(element.initial_date_time)];
  return h('input', {
    ...fieldMark(element, blockId),
    class: 'field',
    id: fieldId(surface, element, blockId),
    type,
    value,
    onchange: (event) => {
      const field = event.currentTarget;
      if (field instanceof HTMLInputElement && !field.closest('.input-block')) {
        void dispatch(element, blockId, field.value, surface, field);
      }
    },
  });
}

function localMinutes(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString().slice(0, 16);
}

export function fieldId(surface: Surface, element: { action_id?: string }, blockId?: string): string {
  return `${surface.id}-${blockId ?? ''}-${element.action_id ?? ''}`.replace(/\s/g, '_');
}
