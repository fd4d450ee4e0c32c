import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import { morphChildren } from '#playground/page/dom/morph.ts';
import { HOME } from '#playground/page/model/selection.ts';
import { avatar } from './avatar.ts';
import type { Reader } from './reader.ts';

/** The name of the place, with the button that opens the sidebar where there is no room for it. */
export function showPlaceHead(head: HTMLElement, reader: Reader, openSidebar: () => void): void {
  const { workspace, selection } = reader;
  const place = workspace.place(selection.place);
  const home = selection.place === HOME;
  const topic = place?.topic?.value ?? '';
  const members = place?.num_members ?? 0;
  const sign =
    place?.is_im || home
      ? avatar(workspace.bot, workspace, 'small')
      : icon(place?.is_ext_shared ? 'link' : 'hash');
  morphChildren(
    head,
    h(
      'header',
      {},
      h(
        'button',
        {
          class: 'icon-button open-sidebar',
          type: 'button',
          'aria-label': 'Channels and people',
          onclick: openSidebar,
        },
        icon('menu'),
      ),
      h(
        'div',
        { class: 'panel-title' },
        h(
          'h1',
          { id: 'place-title' },
          sign,
          home || place?.is_im ? workspace.person(workspace.bot) : (place?.name ?? ''),
        ),
        h(
          'span',
          { class: 'panel-sub' },
          home ? 'Home' : place?.is_im ? 'Direct message with the app' : topic,
        ),
      ),
      members > 0 && !place?.is_im && h('span', { class: 'members' }, `${members} members`),
    ),
  );
}
