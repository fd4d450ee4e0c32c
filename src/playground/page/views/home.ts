import { drawBlocks } from '#playground/page/blocks/blocks.ts';
import { h } from '#playground/page/dom/h.ts';
import { morphChildren } from '#playground/page/dom/morph.ts';
import { type Reader, viewSurface } from './reader.ts';
import { welcome } from './welcome.ts';

/** The app's Home as it published it; until then, what to try. */
export function showHome(home: HTMLElement, reader: Reader): void {
  const { workspace } = reader;
  const view = workspace.home;
  const direct = workspace.places.find((place) => place.is_im && place.user === workspace.you);
  morphChildren(
    home,
    h(
      'div',
      {},
      view
        ? h('div', { class: 'home-view' }, drawBlocks(view.blocks, viewSurface(view, reader)))
        : direct && welcome(direct.id, true, reader),
    ),
  );
}
