import DOMPurify from 'dompurify';
import { Marked } from 'marked';
import { emoji } from './emoji.ts';
import { userMention } from './mrkdwn.ts';
import type { Names } from './names.ts';
import { isOpenable } from './safe-link.ts';

const marked = new Marked({ gfm: true, breaks: true });

/** No images, no styles, no forms: a reply cannot fetch anything or look like a part of this page. */
const ALLOWED = {
  ALLOWED_TAGS: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code'],
    ...['strong', 'em', 'del', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'input'],
  ],
  ALLOWED_ATTR: ['href', 'start', 'align', 'type', 'checked', 'disabled'],
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
} as const;

/** Markdown as nodes; the HTML that it may carry goes through DOMPurify. */
export function markdown(source: string, names: Names): DocumentFragment {
  const html = marked.parse(source, { async: false });
  const nodes = DOMPurify.sanitize(html, {
    ...ALLOWED,
    ALLOWED_TAGS: [...ALLOWED.ALLOWED_TAGS],
    ALLOWED_ATTR: [...ALLOWED.ALLOWED_ATTR],
  });
  for (const link of nodes.querySelectorAll('a')) openElsewhere(link);
  for (const box of nodes.querySelectorAll('input')) if (box.type !== 'checkbox') box.remove();
  for (const table of nodes.querySelectorAll('table')) wrapWide(table);
  drawTokens(nodes, names);
  return nodes;
}

function openElsewhere(link: HTMLAnchorElement): void {
  if (!isOpenable(link.getAttribute('href') ?? '')) {
    link.removeAttribute('href');
    link.className = 'dead-link';
    return;
  }
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
}

/** A wide table scrolls by itself, also by keyboard. */
function wrapWide(table: HTMLTableElement): void {
  const frame = document.createElement('div');
  frame.className = 'wide';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', 'Table');
  table.replaceWith(frame);
  frame.append(table);
}

const TOKEN = /<@([UW][A-Z0-9]+)>|:([a-z0-9_+-]+):/;

/** Mentions and short codes, which Markdown leaves alone, outside of code. */
function drawTokens(root: DocumentFragment, names: Names): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.parentElement?.closest('code, pre')) continue;
    const found = TOKEN.exec(node.data);
    if (!found) continue;
    const [whole, user, code] = found;
    const shown = user ? userMention(user, names) : document.createTextNode(emoji(code ?? ''));
    const rest = node.splitText(found.index);
    rest.data = rest.data.slice(whole.length);
    rest.before(shown);
    walker.currentNode = shown.lastChild ?? shown;
  }
}
