import { App } from './app.ts';
import { screen } from './screen.ts';
import { openShortcuts } from './views/shortcuts.ts';
import { applyTheme } from './views/theme.ts';

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element #${id}.`);
  return found;
}

applyTheme();
const regions = [part('sidebar'), part('main'), part('thread')];
const view = screen({
  sidebar: part('sidebar'),
  placeHead: part('place-head'),
  banner: part('banner'),
  place: part('place'),
  thread: part('thread'),
});
const app = new App(view, () => Date.now());

addEventListener('keydown', (event) => {
  const writing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  const inDialog = event.target instanceof HTMLElement && event.target.closest('dialog, [popover]') !== null;
  if (inDialog || event.defaultPrevented) return;
  if (event.key === 'Escape') {
    if (document.body.classList.contains('sidebar-open')) view.toggleSidebar(false);
    else if (app.selection.thread) app.select({ thread: null });
  } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    event.preventDefault();
    app.step(event.key === 'ArrowUp' ? -1 : 1);
  } else if (event.key === 'F6') {
    event.preventDefault();
    focusNextRegion(event.shiftKey ? -1 : 1);
  } else if (event.key === '?' && !writing) {
    openShortcuts();
  }
});

part('scrim').onclick = () => view.toggleSidebar(false);

function focusNextRegion(by: 1 | -1): void {
  const shown = regions.filter((region) => region.checkVisibility());
  const at = shown.findIndex((region) => region.contains(document.activeElement));
  const next = shown.at((at + by) % shown.length);
  // Where one writes, where one is, or else the first thing there is.
  const inside = ['textarea', '[aria-current=page]', 'button'].map((what) =>
    next?.querySelector<HTMLElement>(what),
  );
  inside.find((element) => element?.checkVisibility())?.focus();
}

app.start();
