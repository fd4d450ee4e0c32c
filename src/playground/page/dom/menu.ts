import { h } from './h.ts';

export type MenuItem = { label: string; hint?: string; checked?: boolean; run: () => void };

/**
 * Opens a menu at a button: arrows, Home and End move, Enter chooses, Escape closes and gives the focus back.
 * The browser's popover closes it on a click elsewhere.
 */
export function openMenu(button: HTMLElement, items: readonly MenuItem[], label: string): void {
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' });
  const close = () => {
    menu.hidePopover();
    button.focus();
  };
  const choices = items.map((item) =>
    h(
      'button',
      {
        class: 'menu-item',
        type: 'button',
        role: item.checked === undefined ? 'menuitem' : 'menuitemradio',
        'aria-checked': item.checked === undefined ? null : String(item.checked),
        tabindex: -1,
        onclick: () => {
          close();
          item.run();
        },
      },
      h('span', {}, item.label),
      item.hint && h('small', {}, item.hint),
    ),
  );
  menu.append(...choices);
  menu.onkeydown = (event) => {
    const at = choices.findIndex((choice) => choice.matches(':focus'));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choices.at(next % choices.length)?.focus();
  };
  menu.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    button.setAttribute('aria-expanded', 'false');
    menu.remove();
  });
  // Inside a modal dialog everything outside of it is inert, so the menu must stand within.
  (button.closest('dialog') ?? document.body).append(menu);
  menu.showPopover();
  button.setAttribute('aria-expanded', 'true');
  placeBeside(menu, button);
  (choices.find((_, index) => items[index]?.checked) ?? choices[0])?.focus();
}

/** Below the anchor where there is room, above it otherwise, and never outside of the window. */
function placeBeside(floating: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const size = floating.getBoundingClientRect();
  const margin = 6;
  const below = at.bottom + margin;
  const top = below + size.height > innerHeight ? at.top - size.height - margin : below;
  const left = Math.min(at.left, innerWidth - size.width - margin);
  floating.style.top = `${Math.max(margin, top)}px`;
  floating.style.left = `${Math.max(margin, left)}px`;
}
