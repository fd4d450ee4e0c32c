import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import { morphChildren } from '#playground/page/dom/morph.ts';
import type { Reader } from './reader.ts';

/** What is not connected, while it is not. */
export function showBanner(banner: HTMLElement, reader: Reader | null, online: boolean): void {
  const words = !online
    ? 'The playground does not answer. Trying again…'
    : reader && !reader.workspace.botConnected
      ? 'Genesis is not connected yet. What you write now is delivered once it is.'
      : null;
  banner.hidden = words === null;
  morphChildren(banner, h('div', {}, words && [icon(online ? 'info' : 'warning'), h('span', {}, words)]));
}
