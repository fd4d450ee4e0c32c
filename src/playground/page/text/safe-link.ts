import { type Child, h } from '#playground/page/dom/h.ts';

/** A link where the address is one that a browser may open; its text otherwise. */
export function safeLink(url: string, ...label: Child[]): Node {
  if (!isOpenable(url)) return h('span', { class: 'dead-link', title: url }, ...label);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...label);
}

export function isOpenable(url: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(url);
}
