import type { types } from '@slack/bolt';
import { toast } from '#playground/page/dom/announce.ts';
import { confirmFirst } from '#playground/page/dom/confirm.ts';
import { plainText, textObject } from '#playground/page/text/text-object.ts';
import type { Surface } from './surface.ts';

type Actionable = { action_id?: string; confirm?: types.ConfirmationDialog };

/**
 * Sends a click, after the confirmation that the element asks for. The control is busy meanwhile, so that an
 * impatient second click is none. Answers whether it was sent.
 */
export async function dispatch(
  element: Actionable,
  blockId: string | undefined,
  value: string | string[] | undefined,
  surface: Surface,
  control: HTMLElement,
): Promise<boolean> {
  if (control.getAttribute('aria-busy') === 'true') return false;
  if (element.confirm && !(await confirmed(element.confirm, surface))) return false;
  control.setAttribute('aria-busy', 'true');
  try {
    await surface.act({
      actionId: element.action_id ?? '',
      ...(blockId === undefined ? {} : { blockId }),
      ...(value === undefined ? {} : { value }),
    });
    return true;
  } catch (fault) {
    toast(`That did not work: ${fault instanceof Error ? fault.message : String(fault)}`);
    return false;
  } finally {
    control.removeAttribute('aria-busy');
  }
}

function confirmed(dialog: types.ConfirmationDialog, surface: Surface): Promise<boolean> {
  return confirmFirst({
    title: plainText(dialog.title) || 'Are you sure?',
    text: textObject(dialog.text, surface.names),
    confirm: plainText(dialog.confirm) || 'Yes',
    deny: plainText(dialog.deny) || 'Cancel',
    danger: dialog.style === 'danger',
  });
}
