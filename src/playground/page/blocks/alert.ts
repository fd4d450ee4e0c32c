import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { type IconName, icon } from '#playground/page/dom/icon.ts';
import { textObject } from '#playground/page/text/text-object.ts';
import type { Surface } from './surface.ts';

const ICONS: Record<NonNullable<types.AlertBlock['level']>, IconName> = {
  default: 'info',
  info: 'info',
  warning: 'warning',
  error: 'error',
  success: 'success',
};

export function alertBlock(block: types.AlertBlock, surface: Surface): HTMLElement {
  const level = block.level && block.level in ICONS ? block.level : 'default';
  return h(
    'div',
    { class: `alert alert-${level}`, role: 'note', 'aria-label': level === 'default' ? 'Notice' : level },
    icon(ICONS[level]),
    h('div', { class: 'prose' }, textObject(block.text, surface.names)),
  );
}
