import { lex, type Token } from '#graph/text/lex.ts';
import { sentences } from '#graph/text/sentences.ts';
import type { Item } from './blocks.ts';
import type { ClauseList } from './clause-list.ts';
import { imperativeAt } from './clause-start.ts';
import { directiveAt } from './directive.ts';
import { announcesDetails, type Intro } from './list-intro.ts';
import { skipOpeners } from './openers.ts';
import { type ResolveName, readSentence } from './read-sentence.ts';

/** Adds what a list asks for: numbers are an order where the items are things to do, bullets are none. */
export function readList(items: readonly Item[], intro: Intro, list: ClauseList, resolve: ResolveName): void {
  if (intro.kind === 'label') {
    list.remark(`${intro.text}: ${flatten(items)}`);
    return;
  }
  if (intro.kind === 'details' && list.complete(`${flatten(items)}`)) return;
  const actions = items.filter((item) => isAction(item.text)).length;
  const ordered = intro.sequence ?? (items.some((item) => item.ordered) && actions > 0);
  for (const item of items) {
    if (ordered) list.beginGroup();
    readItem(item, intro.kind === 'heading' ? intro.text : '', list, resolve);
  }
}

function readItem(item: Item, heading: string, list: ClauseList, resolve: ResolveName): void {
  const title = item.text.replace(/\s*:\s*$/, '');
  const nested = item.children.length > 0;
  const details = nested && announcesDetails(title);
  const perChild = item.children.some((child) => isAction(child.text)) || /:\s*$/.test(item.text);
  if (nested && perChild && !details) {
    const above = heading === '' ? title : `${heading}: ${title}`;
    const ordered = item.children.some((child) => child.ordered);
    for (const [at, child] of item.children.entries()) {
      if (ordered && at > 0) list.beginGroup();
      readItem(child, above, list, resolve);
    }
    return;
  }
  const text = nested ? `${title}${details ? '' : ':'} ${flatten(item.children)}` : item.text;
  const before = list.size;
  if (isAction(text) || heading === '') {
    for (const sentence of sentences(lex(text))) readSentence(text, sentence, list, resolve, heading);
  }
  if (list.size > before) return;
  // "checkout" under "Audit these services:", or a bare "checkout audit": a task although no verb begins it.
  const source = heading === '' ? text : `${heading}: ${text}`;
  list.add({ source, tokens: lex(source), link: 'none', question: text.trimEnd().endsWith('?') });
}

function flatten(items: readonly Item[]): string {
  return items
    .map((item) => (item.children.length === 0 ? item.text : `${item.text} (${flatten(item.children)})`))
    .join('; ');
}

function isAction(text: string): boolean {
  const tokens = lex(text.slice(0, 200));
  const { at, courteous } = skipOpeners(tokens, 0);
  return (
    imperativeAt(tokens, at, 'start') !== null ||
    courteous ||
    directiveAt(tokens, at) !== null ||
    isAskTo(tokens, at)
  );
}

function isAskTo(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.lower === 'ask' && tokens.slice(at, at + 6).some((token) => token.lower === 'to');
}
