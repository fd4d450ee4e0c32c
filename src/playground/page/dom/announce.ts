import { h } from './h.ts';

let line = 0;

/** Says something to screen readers without moving the focus; the region is in the page from the start. */
export function announce(text: string): void {
  const region = document.getElementById('announcer');
  // Each line is a node of its own: the same sentence twice is announced twice.
  region?.append(h('p', { 'data-line': line++ }, text));
  while (region && region.childElementCount > 5) region.firstElementChild?.remove();
}

/** Forgets what was said: it was said to somebody else. */
export function hush(): void {
  document.getElementById('announcer')?.replaceChildren();
}

/** A problem, seen and heard; it goes by itself after eight seconds. */
export function toast(text: string): void {
  const region = document.getElementById('toasts');
  const note = h('p', { class: 'toast' }, text);
  region?.append(note);
  setTimeout(() => note.remove(), 8000);
}
