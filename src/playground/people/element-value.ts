import { type Fields, isFields, objects, text } from '#playground/fields.ts';

/**
 * What an element says once it was clicked, chosen or filled in, in the fields that its type has. The value may be the
 * plain one (a string, or several for elements that take several) or the fields themselves. Null clears it.
 */
export function elementValue(element: Fields, value: unknown): Fields {
  if (isFields(value)) return value;
  const type = text(element, 'type');
  const one = value === undefined || value === null ? '' : String(value);
  switch (type) {
    case 'button':
    case 'icon_button':
    case 'workflow_button':
      return { value: one === '' ? text(element, 'value') : one };
    case 'feedback_buttons':
      return { value: feedback(element, one) };
    case 'overflow':
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { selected_option: option(element, one) ?? null };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return {
        selected_options: several(value)
          .map((each) => option(element, each))
          .filter(isFields),
      };
    case 'users_select':
      return { selected_user: one || null };
    case 'multi_users_select':
      return { selected_users: several(value) };
    case 'conversations_select':
      return { selected_conversation: one || null };
    case 'multi_conversations_select':
      return { selected_conversations: several(value) };
    case 'channels_select':
      return { selected_channel: one || null };
    case 'multi_channels_select':
      return { selected_channels: several(value) };
    case 'datepicker':
      return { selected_date: one || null };
    case 'timepicker':
      return { selected_time: one || null };
    case 'datetimepicker':
      return { selected_date_time: one === '' ? null : Number(one) };
    default:
      return { value: one || null };
  }
}

/** Thumbs are told apart by their values; `positive` and `negative` name them too. */
function feedback(element: Fields, wanted: string): string {
  const positive = isFields(element.positive_button) ? text(element.positive_button, 'value') : '';
  const negative = isFields(element.negative_button) ? text(element.negative_button, 'value') : '';
  if (wanted === 'negative' || wanted === negative) return negative;
  return wanted === 'positive' || wanted === '' ? positive : wanted;
}

function option(element: Fields, value: string): Fields | undefined {
  const groups = objects(element, 'option_groups').flatMap((group) => objects(group, 'options'));
  return [...objects(element, 'options'), ...groups].find((each) => text(each, 'value') === value);
}

function several(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return value === undefined || value === null || value === '' ? [] : [String(value)];
}
