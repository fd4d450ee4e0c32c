import { chosenIn } from './choice.ts';

export type FieldState =
  | { type: string; value: string | null }
  | { type: string; selected_option: { value: string } | null }
  | { type: string; selected_options: { value: string }[] }
  | { type: string; [selected: `selected_${string}`]: string | number | null };

/** A form's fields as Slack's `view.state.values`: by block id, then by action id. */
export type FormValues = Record<string, Record<string, FieldState>>;

export function formValues(form: HTMLElement): FormValues {
  const values: FormValues = {};
  for (const field of form.querySelectorAll<HTMLElement>('[data-field]')) {
    const { field: type = '', action = '', block = '' } = field.dataset;
    values[block] = { ...values[block], [action]: stateOf(field, type) };
  }
  return values;
}

/** Ids of the required inputs that were left empty. */
export function missingInputs(form: HTMLElement): string[] {
  const required = form.querySelectorAll<HTMLElement>('[data-input][data-required]');
  return [...required]
    .filter((input) => {
      const field = input.querySelector<HTMLElement>('[data-field]');
      return field !== null && isEmpty(field);
    })
    .map((input) => input.dataset.input ?? '');
}

function isEmpty(field: HTMLElement): boolean {
  return 'value' in field ? field.value === '' : chosenIn(field).length === 0;
}

function stateOf(field: HTMLElement, type: string): FieldState {
  if (field instanceof HTMLSelectElement && field.multiple) {
    return { type, selected_options: [...field.selectedOptions].map(({ value }) => ({ value })) };
  }
  const text = 'value' in field && typeof field.value === 'string' ? field.value : '';
  const [first = null] = chosenIn(field);
  switch (type) {
    case 'checkboxes':
      return { type, selected_options: chosenIn(field).map((value) => ({ value })) };
    case 'radio_buttons':
      return { type, selected_option: first === null ? null : { value: first } };
    case 'static_select':
    case 'external_select':
      return { type, selected_option: text === '' ? null : { value: text } };
    case 'users_select':
      return { type, selected_user: text || null };
    case 'channels_select':
      return { type, selected_channel: text || null };
    case 'conversations_select':
      return { type, selected_conversation: text || null };
    case 'datepicker':
      return { type, selected_date: text || null };
    case 'timepicker':
      return { type, selected_time: text || null };
    case 'datetimepicker':
      return { type, selected_date_time: text === '' ? null : Date.parse(text) / 1000 };
    default:
      return { type, value: text || null };
  }
}
