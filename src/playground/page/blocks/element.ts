import type { types } from '@slack/bolt';
import { type Child, h } from '#playground/page/dom/h.ts';
import { button, iconButton, workflowButton } from './button.ts';
import { checkboxes, radioButtons } from './choice.ts';
import { feedbackButtons } from './feedback.ts';
import { dateField, textField } from './field.ts';
import { imageElement } from './image.ts';
import { overflow } from './overflow.ts';
import { multiSelect, select } from './select.ts';
import type { Surface } from './surface.ts';
import { unknownBlock } from './unknown.ts';

export type Element =
  | types.ActionsBlockElement
  | types.SectionBlockAccessory
  | types.ContextActionsBlockElement
  | types.InputBlockElement;

/** An interactive element; `blockId` goes along with every click, since action ids repeat between blocks. */
export function drawElement(element: Element, surface: Surface, blockId?: string): Child {
  switch (element.type) {
    case 'button':
      return button(element, surface, blockId);
    case 'icon_button':
      return iconButton(element, surface, blockId);
    case 'workflow_button':
      return workflowButton(element);
    case 'feedback_buttons':
      return feedbackButtons(element, surface, blockId);
    case 'overflow':
      return overflow(element, surface, blockId);
    case 'image':
      return imageElement(element);
    case 'static_select':
    case 'external_select':
    case 'users_select':
    case 'conversations_select':
    case 'channels_select':
      return select(element, surface, blockId);
    case 'multi_static_select':
    case 'multi_external_select':
    case 'multi_users_select':
    case 'multi_conversations_select':
    case 'multi_channels_select':
      return multiSelect(element, surface, blockId);
    case 'radio_buttons':
      return radioButtons(element, surface, blockId);
    case 'checkboxes':
      return checkboxes(element, surface, blockId);
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return textField(element, surface, blockId);
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return dateField(element, surface, blockId);
    case 'rich_text_input':
    case 'file_input':
      return h('span', { class: 'hint' }, unknownBlock(element));
    default:
      return unknownBlock(element satisfies never);
  }
}
