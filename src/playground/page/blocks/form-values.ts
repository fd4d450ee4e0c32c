import { chosenIn } from './choice.ts';

type FieldValue = string | string[] | null;

/** What was entered, by block id and then by action id; null for a field that was left empty. */
export type FormValues = Record<string, Record<string, FieldValue>>;

export function formValues(form: HTMLElement): FormValues {
  const values: FormValues = {};
  for (const field of form.querySelectorAll<HTMLElement>('[data-field]')) {
    const { field: type = '', action = '', block = '' } = field.dataset;
    values[block] = { ...values[block], [action]: enteredIn(field, type) };
  }
  return values;
}

/** Ids of the required inputs that were left empty. */
export function missingInputs(form: HTMLElement): string[] {
  const required = form.querySelectorAll<HTMLElement>('[data-input][data-required]');
  return [...required].filter(isEmpty).map((input) => input.dataset.input ?? '');
}

function isEmpty(input: HTMLElement): boolean {
  const field = input.querySelector<HTMLElement>('[data-field]');
  if (!field) return false;
  const value = enteredIn(field, field.dataset.field ?? '');
  return value === null || value.length === 0;
}

function enteredIn(field: HTMLElement, type: string): FieldValue {
  if (field instanceof HTMLSelectElement && field.multiple) {
    return [...field.selectedOptions].map((option) => option.value);
  }
  if (type === 'checkboxes') return chosenIn(field);
  if (type === 'radio_buttons') return chosenIn(field)[0] ?? null;
  const text = 'value' in field && typeof field.value === 'string' ? field.value : '';
  if (text === '') return null;
  return type === 'datetimepicker' ? String(Date.parse(text) / 1000) : text;
}
