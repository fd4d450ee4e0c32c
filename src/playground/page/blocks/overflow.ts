import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import { openMenu } from '#playground/page/dom/menu.ts';
import { plainText } from '#playground/page/text/text-object.ts';
import { dispatch } from './dispatch.ts';
import type { Surface } from './surface.ts';

export function overflow(element: types.Overflow, surface: Surface, blockId?: string): HTMLElement {
  return h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      onclick: (event) => {
        const control = event.currentTarget;
        if (!(control instanceof HTMLElement)) return;
        const items = element.options.map((option) => ({
          label: plainText(option.text),
          ...(option.description ? { hint: plainText(option.description) } : {}),
          run: () => void dispatch(element, blockId, option.value, surface, control),
        }));
        openMenu(control, items, 'More actions');
      },
    },
    icon('more'),
  );
}
