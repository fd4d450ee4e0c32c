import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { plainText } from '#playground/page/text/text-object.ts';

export function imageBlock(block: types.ImageBlock): HTMLElement {
  return h(
    'figure',
    { class: 'figure' },
    block.title && h('figcaption', {}, plainText(block.title)),
    imageElement(block),
  );
}

/** Only addresses of the web are fetched; files that live in Slack are named instead. */
export function imageElement(image: types.ImageElement | types.ImageBlock): HTMLElement {
  const url = 'image_url' in image ? image.image_url : undefined;
  if (!url || !/^https?:\/\//.test(url)) return h('span', { class: 'image-missing' }, image.alt_text);
  return h('img', { src: url, alt: image.alt_text, loading: 'lazy', referrerpolicy: 'no-referrer' });
}
