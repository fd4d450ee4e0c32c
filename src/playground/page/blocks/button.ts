import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { icon, isIconName } from '#playground/page/dom/icon.ts';
import { isOpenable } from '#playground/page/text/safe-link.ts';
import { plainText } from '#playground/page/text/text-object.ts';
import { dispatch } from './dispatch.ts';
import type { Surface } from './surface.ts';

export function button(element: types.Button, surface: Surface, blockId?: string): HTMLElement {
  return h(
    'button',
    {
      class: `button${element.style ? ` button-${element.style}` : ''}`,
      type: 'button',
      key: element.action_id ? `${blockId ?? ''} ${element.action_id} ${element.value ?? ''}` : '',
      'aria-label': element.accessibility_label,
      onclick: async (event) => {
        const sent = await dispatch(element, blockId, element.value, surface, control(event));
        if (sent && element.url && isOpenable(element.url)) open(element.url, '_blank', 'noopener');
      },
    },
    plainText(element.text),
  );
}

export function iconButton(
  element: types.IconButton,
  surface: Surface,
  blockId?: string,
): HTMLElement | null {
  const seers = element.visible_to_user_ids;
  if (seers && seers.length > 0 && !seers.includes(surface.names.you)) return null;
  const label = element.accessibility_label ?? plainText(element.text);
  return h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'aria-label': label,
      title: plainText(element.text),
      onclick: (event) => void dispatch(element, blockId, element.value, surface, control(event)),
    },
    isIconName(element.icon) ? icon(element.icon) : plainText(element.text),
  );
}

/** Workflows are Slack's own: the playground has none to start. */
export function workflowButton(element: types.WorkflowButton): HTMLElement {
  return h(
    'button',
    { class: 'button', type: 'button', disabled: true, title: 'Workflows cannot be started here' },
    plainText(element.text),
  );
}

function control(event: Event): HTMLElement {
  return event.currentTarget instanceof HTMLElement ? event.currentTarget : document.body;
}
