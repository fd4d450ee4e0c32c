import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import type { Workspace } from '#playground/page/model/workspace.ts';

/** Decorative: the name always stands beside it. */
export function avatar(user: string, workspace: Workspace, size: 'large' | 'small' = 'large'): HTMLElement {
  const person = workspace.somebody(user);
  const bot = user === workspace.bot || person?.is_bot;
  // The same colour everywhere, and another one for the next person: six of them.
  const tone = workspace.people.indexOf(user) % 6;
  return h(
    'span',
    { class: `avatar avatar-${size}`, 'data-tone': bot ? 'bot' : tone, 'aria-hidden': 'true' },
    bot ? icon('spark') : initials(workspace.person(user)),
  );
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}
