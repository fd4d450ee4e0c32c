import { h } from '#playground/page/dom/h.ts';

const KEYS = [
  ['Enter', 'Send'],
  ['Shift + Enter', 'New line'],
  ['↑ in an empty field', 'Edit your last message'],
  ['@ and #', 'Mention somebody, link a channel'],
  ['/', 'Commands, at the start of a message'],
  ['Alt + ↑ or ↓', 'Previous or next channel'],
  ['F6', 'Next part of the page'],
  ['↑ ↓ on a message', 'Move between messages'],
  ['Enter on a message', 'Open its thread'],
  ['Esc', 'Close the thread, a menu or a dialog'],
  ['?', 'This list'],
] as const;

export function openShortcuts(): void {
  const dialog = h(
    'dialog',
    { class: 'dialog dialog-small', 'aria-labelledby': 'shortcuts-title' },
    h('h2', { id: 'shortcuts-title' }, 'Keyboard'),
    h(
      'dl',
      { class: 'shortcuts' },
      KEYS.map(([keys, does]) => h('div', {}, h('dt', {}, h('kbd', {}, keys)), h('dd', {}, does))),
    ),
    h(
      'footer',
      { class: 'dialog-footer' },
      h(
        'button',
        { class: 'button', type: 'button', autofocus: true, onclick: () => dialog.close() },
        'Close',
      ),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
