import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { type IconName, icon } from '#playground/page/dom/icon.ts';
import { morph } from '#playground/page/dom/morph.ts';
import { plainText } from '#playground/page/text/text-object.ts';
import { dispatch } from './dispatch.ts';
import { recall, remember, type Surface } from './surface.ts';

/** Thumbs up and down. What the reader chose stays pressed; a second choice replaces the first. */
export function feedbackButtons(
  element: types.FeedbackButtons,
  surface: Surface,
  blockId?: string,
): HTMLElement {
  const what = `rating ${element.action_id ?? ''} ${surface.names.you}`;
  const chosen = recall(surface, what, (value) => (typeof value === 'string' ? value : null));

  const rate = (choice: types.FeedbackButtons['positive_button'], name: IconName) =>
    h(
      'button',
      {
        class: 'icon-button rating',
        type: 'button',
        'aria-label': choice.accessibility_label ?? plainText(choice.text),
        title: plainText(choice.text),
        'aria-pressed': String(chosen === choice.value),
        onclick: async (event) => {
          const control = event.currentTarget;
          if (!(control instanceof HTMLElement)) return;
          const group = control.closest('.ratings');
          if (!(await dispatch(element, blockId, choice.value, surface, control))) return;
          remember(surface, what, choice.value);
          if (group) morph(group, feedbackButtons(element, surface, blockId));
        },
      },
      icon(name),
    );

  return h(
    'div',
    { class: 'ratings', role: 'group', 'aria-label': 'Rate this answer' },
    rate(element.positive_button, 'thumb_up'),
    rate(element.negative_button, 'thumb_down'),
  );
}
