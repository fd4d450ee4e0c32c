import { drawBlocks } from '#playground/page/blocks/blocks.ts';
import { formValues, missingInputs } from '#playground/page/blocks/form-values.ts';
import { toast } from '#playground/page/dom/announce.ts';
import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import { morph } from '#playground/page/dom/morph.ts';
import type { View } from '#playground/page/feed/wire.ts';
import { plainText } from '#playground/page/text/text-object.ts';
import { type Reader, viewSurface } from './reader.ts';

/** Shows the topmost modal, follows its updates and takes it down when the app closes it. */
export function modalStack(): (reader: Reader) => void {
  let open: { dialog: HTMLDialogElement; view: View } | null = null;
  return (reader) => {
    const top = reader.workspace.views.findLast((view) => view.type === 'modal') ?? null;
    if (open && open.view.id !== top?.id) {
      open.dialog.close();
      open.dialog.remove();
      open = null;
    }
    if (!top || open?.view === top) return;
    const content = modalForm(top, reader);
    if (open) {
      const form = open.dialog.firstElementChild;
      if (form) morph(form, content);
      open.view = top;
      showErrors(open.dialog, top.errors ?? {});
      return;
    }
    const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': `${top.id}-title` }, content);
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      dismiss(top, reader);
    });
    document.body.append(dialog);
    dialog.showModal();
    open = { dialog, view: top };
  };
}

function modalForm(view: View, reader: Reader): HTMLFormElement {
  const form: HTMLFormElement = h(
    'form',
    {
      class: 'modal',
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        void submit(form.isConnected ? form : liveForm(event), view, reader);
      },
    },
    h(
      'header',
      { class: 'modal-head' },
      h('h2', { id: `${view.id}-title` }, plainText(view.title ?? undefined)),
      h(
        'button',
        { class: 'icon-button', type: 'button', 'aria-label': 'Close', onclick: () => dismiss(view, reader) },
        icon('close'),
      ),
    ),
    h('div', { class: 'modal-body' }, drawBlocks(view.blocks, viewSurface(view, reader))),
    h(
      'footer',
      { class: 'dialog-footer' },
      h(
        'button',
        { class: 'button', type: 'button', onclick: () => dismiss(view, reader) },
        plainText(view.close ?? undefined) || 'Cancel',
      ),
      view.submit &&
        h('button', { class: 'button button-primary', type: 'submit' }, plainText(view.submit) || 'Submit'),
    ),
  );
  return form;
}

/** After an update the form that stands in the page is an earlier one with this one's content. */
function liveForm(event: SubmitEvent): HTMLFormElement {
  return event.currentTarget instanceof HTMLFormElement
    ? event.currentTarget
    : (document.forms[0] ?? h('form'));
}

async function submit(form: HTMLFormElement, view: View, reader: Reader): Promise<void> {
  const missing = missingInputs(form);
  showErrors(form, Object.fromEntries(missing.map((id) => [id, 'Please fill this in.'])));
  if (missing.length > 0) return;
  const button = form.querySelector<HTMLButtonElement>('[type=submit]');
  button?.setAttribute('aria-busy', 'true');
  try {
    await reader.post.submit(view.id, formValues(form));
  } catch (fault) {
    toast(`It was not submitted: ${fault instanceof Error ? fault.message : String(fault)}`);
  } finally {
    button?.removeAttribute('aria-busy');
  }
}

/** Each problem below its field; the first one gets the focus. */
function showErrors(form: HTMLElement, errors: Record<string, string>): void {
  let first: HTMLElement | null = null;
  for (const input of form.querySelectorAll<HTMLElement>('[data-input]')) {
    const problem = errors[input.dataset.input ?? ''] ?? '';
    const line = input.querySelector('.field-error');
    const field = input.querySelector<HTMLElement>('[data-field]');
    if (line) line.textContent = problem;
    field?.setAttribute('aria-invalid', String(problem !== ''));
    if (problem !== '') first ??= field?.matches('.choices') ? field.querySelector('input') : field;
  }
  first?.focus();
}

function dismiss(view: View, reader: Reader): void {
  reader.workspace.apply({ type: 'view_closed', view });
  reader.changed();
  reader.post.close(view.id).catch((_fault: unknown) => {});
}
