import { type Child, h } from './h.ts';

export type Question = { title: string; text: Child; confirm: string; deny: string; danger: boolean };

/** Asks in a modal dialog; Escape and the second button mean no. The browser gives the focus back. */
export function confirmFirst(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      {
        class: 'dialog dialog-small',
        'aria-labelledby': 'confirm-title',
        'aria-describedby': 'confirm-text',
      },
      h('h2', { id: 'confirm-title' }, question.title),
      h('div', { id: 'confirm-text', class: 'dialog-text' }, question.text),
      h(
        'footer',
        { class: 'dialog-footer' },
        h('button', { class: 'button', type: 'button', onclick: () => dialog.close('no') }, question.deny),
        h(
          'button',
          {
            class: question.danger ? 'button button-danger' : 'button button-primary',
            type: 'button',
            autofocus: true,
            onclick: () => dialog.close('yes'),
          },
          question.confirm,
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
