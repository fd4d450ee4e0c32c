import { lex, type Token, textOf } from '#graph/text/lex.ts';
import { type Sentence, sentences } from '#graph/text/sentences.ts';
import { isLight, verbAt } from '#graph/text/verbs.ts';
import { type Block, blocks, type Item } from './blocks.ts';
import type { Clause } from './clause.ts';
import { ClauseList } from './clause-list.ts';
import { imperativeAt, isQuestion } from './clause-start.ts';
import { type Directive, directiveAt, withoutDirective } from './directive.ts';
import { skipOpeners } from './openers.ts';
import { type Segment, splitSentence } from './split-sentence.ts';
import { takeApart } from './subordinate.ts';

/** Answers the id of the agent that a name means, or null. */
export type ResolveName = (name: string) => string | null;

/**
 * Reads what a request asks for: its clauses in an order in which they can be done, with what each waits for. A request
 * that asks for nothing in particular is one clause. Pure; linear in the length of the text.
 */
export function readRequest(text: string, resolve: ResolveName): Clause[] {
  const list = new ClauseList();
  const marked = text.replace(/\bagent:[ \t]{1,4}/gi, 'agent:');
  const parts = blocks(marked);
  for (const [at, block] of parts.entries()) {
    if (block.kind === 'quote') list.remark(block.text);
    else if (block.kind === 'prose') readProse(block.text, list, resolve, parts[at + 1]?.kind === 'list');
    else readList(block.items, introOf(parts[at - 1]), list, resolve);
  }
  if (list.size === 0) {
    list.forgetBackground();
    list.add({ source: marked, tokens: lex(marked), link: 'none', question: true });
  }
  const whole = directiveOfAll(marked);
  if (whole !== null) list.assign(resolve(whole) ?? whole);
  const clauses = list.finish();
  const only = clauses[0];
  // With one thing asked, everything that was written belongs to it, in its own order.
  if (clauses.length === 1 && only !== undefined && only.context.length > 0)
    return [{ ...only, context: [text] }];
  return clauses;
}

/** "agent:qa" at the very front or end of a request, and nowhere else, is meant for all of it. */
function directiveOfAll(text: string): string | null {
  const named = [...text.matchAll(/(?:^|\s)agent:([\w.-]{1,64})/gi)];
  const one = named[0];
  if (one === undefined || named.length > 1) return null;
  const front = text.slice(0, one.index).trim() === '';
  const end = text.slice(one.index + one[0].length).trim() === '';
  return front || end ? (one[1] ?? null) : null;
}

const META =
  /\b(?:following|these|things?|tasks?|steps?|to-?dos?|need|list|plan|here|below|please|asks?|items?|points?)\b/i;
const DETAILS =
  /\b(?:with|including|includes?|has|have|having|contain(?:s|ing)?|like|using|features?|requirements?|fields?|sections?|columns?|where|that|criteria|constraints?|covering|cover|namely|on|about)\s*:?\s*$/i;
const LABEL =
  /^(?:context|background|notes?|fyi|constraints?|requirements?|acceptance criteria|rules|details|scope|assumptions|caveats?|goal|remember)\b/i;

type Intro = {
  text: string;
  kind: 'none' | 'tasks' | 'heading' | 'details' | 'label';
  sequence: boolean | null;
};

function introOf(block: Block | undefined): Intro {
  if (block?.kind !== 'prose') return { text: '', kind: 'none', sequence: null };
  const last = block.text.split(/(?<=[.!?])\s/).at(-1) ?? '';
  const sequence = /\b(?:any order|parallel|independent(?:ly)?)\b/i.test(block.text)
    ? false
    : /\b(?:in (?:this |that |the following )?(?:order|sequence)|step by step|one by one|sequentially|steps|one after (?:the other|another))\b/i.test(
          block.text,
        )
      ? true
      : null;
  const text = last.replace(/\s*:\s*$/, '');
  if (!last.endsWith(':')) return { text, kind: 'none', sequence };
  if (LABEL.test(text)) return { text, kind: 'label', sequence };
  if (DETAILS.test(text)) return { text, kind: 'details', sequence };
  const tokens = lex(text);
  const verb = imperativeAt(tokens, skipOpeners(tokens, 0).at, 'start');
  if (verb === null || (META.test(text) && verb.verb.type === 'generic'))
    return { text, kind: 'tasks', sequence };
  return { text, kind: 'heading', sequence };
}

function readList(items: readonly Item[], intro: Intro, list: ClauseList, resolve: ResolveName): void {
  if (intro.kind === 'label') return list.remark(`${intro.text}: ${flatten(items)}`);
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
  const details = nested && DETAILS.test(title);
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

function readProse(text: string, list: ClauseList, resolve: ResolveName, beforeList: boolean): void {
  const all = sentences(lex(text));
  for (const [at, sentence] of all.entries()) {
    const introduces = beforeList && at === all.length - 1 && text.trimEnd().endsWith(':');
    if (introduces) {
      const intro = introOf({ kind: 'prose', text });
      if (intro.kind === 'label') continue;
      if (intro.kind !== 'details') {
        if (intro.kind === 'tasks' && !META.test(intro.text)) list.remark(intro.text);
        continue;
      }
    }
    readSentence(text, sentence, list, resolve, '');
  }
}

function readSentence(
  source: string,
  sentence: Sentence,
  list: ClauseList,
  resolve: ResolveName,
  heading: string,
): void {
  const colon = splitAtColon(source, sentence.tokens, resolve);
  const tokens = colon?.tail ?? sentence.tokens;
  const context = [heading, colon?.head ?? ''].filter((text) => text !== '');
  const opened = skipOpeners(tokens, 0);
  const imperative =
    imperativeAt(tokens, opened.at, 'start') !== null || directiveAt(tokens, opened.at) !== null;
  const asks = isQuestion(tokens, opened.at) || (isQuestion(tokens, 0) && !imperative);
  if (asks || (sentence.end === '?' && !imperative)) {
    const { agent, rest } = withoutDirective(
      tokens.slice(isQuestion(tokens, opened.at) ? opened.at : 0),
      resolve,
    );
    const text = `${textOf(source, rest)}${sentence.end === '?' ? '?' : ''}`;
    list.add({ source, tokens: rest, text, link: opened.link, question: true, agent, context });
    return;
  }
  let agent: string | undefined = colon?.agent;
  let pending: string[] = [];
  const asksAgents = withoutDirective(tokens.slice(opened.at), resolve).agent !== undefined;
  const segments = splitSentence(tokens, (at, from) => asksAgents && directiveAt(at, from, resolve) !== null);
  for (const [at, segment] of segments.entries()) {
    const directed = withoutDirective(segment.tokens, resolve, agent !== undefined);
    agent = directed.agent ?? (segment.link === 'none' ? agent : undefined);
    const kind = kindOf(directed.rest, segment, directed);
    if (kind === 'light' && at < segments.length - 1) {
      if (directed.rest.length > 1) pending.push(textOf(source, directed.rest));
      continue;
    }
    if (kind === 'said') {
      const said = textOf(source, segment.tokens);
      if (at < segments.length - 1) pending.push(said);
      else list.remark(said);
      continue;
    }
    addClause(source, segment, directed, kind === 'wish', list, [...context, ...pending], agent);
    pending = [];
  }
}

type Kind = 'do' | 'wish' | 'light' | 'said';
const CONSTRAINT =
  /^(?:don't|do not|never|avoid|make sure|ensure|be sure|be careful|remember|note|keep in mind|only|no|without|must|should|not)\b/i;
const WISH =
  /^(?:i|we)(?:'d)?\s(?:also\s)?(?:need|want|would like|like|require)\s(?:an?|the|some|our|my|new|two|three|\d)\b/i;
const WONDER = /^(?:know|understand|learn|hear|wonder)\b/i;

function kindOf(tokens: readonly Token[], segment: Segment, directed: Directive): Kind {
  const words = tokens
    .slice(0, 6)
    .map((token) => token.lower)
    .join(' ');
  if (directed.agent !== undefined && tokens.length > 0) return 'do';
  if (WISH.test(words)) return 'wish';
  if (CONSTRAINT.test(words)) return 'said';
  if (imperativeAt(tokens, 0, 'start') !== null || WONDER.test(words)) return 'do';
  const first = tokens[0];
  if (first !== undefined && isLight(first.lower)) return 'light';
  const apart = takeApart(tokens);
  if (apart.subordinate !== null && apart.main.length < tokens.length) {
    if (imperativeAt(apart.main, 0, 'start') !== null) return 'do';
  }
  if (segment.link !== 'none' || segment.courteous) return tokens.length > 0 ? 'do' : 'said';
  return 'said';
}

function addClause(
  source: string,
  segment: Segment,
  directed: Directive,
  wish: boolean,
  list: ClauseList,
  context: readonly string[],
  agent: string | undefined,
): void {
  const { main, subordinate } = takeApart(directed.rest);
  const common = { source, wish, agent, context };
  if (subordinate === null || subordinate.action === null) {
    list.add({
      ...common,
      tokens: main,
      text: textOf(source, directed.rest),
      link: segment.link,
      subordinate,
    });
    return;
  }
  const { action, kind, phrase } = subordinate;
  const known = list.find(phrase);
  if (known !== null) {
    list.add({
      ...common,
      tokens: main,
      text: textOf(source, directed.rest),
      link: segment.link,
      subordinate,
    });
    return;
  }
  const verb = lex(action.verb.base);
  const other = { ...common, tokens: [...verb, ...action.object], wish: false };
  if (kind === 'before') {
    const first = list.add({ ...common, tokens: main, link: segment.link });
    list.order(first, list.add({ ...other, link: 'none' }));
    return;
  }
  const first = list.add({ ...other, link: segment.link });
  list.order(first, list.add({ ...common, tokens: main, link: 'then' }));
}

type Colon = { head: string; tail: readonly Token[]; agent?: string };

/** "Prepare the launch: draft the note and book the room" asks for what stands behind its colon. */
function splitAtColon(source: string, tokens: readonly Token[], resolve: ResolveName): Colon | null {
  const at = tokens.findIndex((token) => token.text === ':' && token.kind === 'mark');
  if (at < 1 || at > 20) return null;
  const tail = tokens.slice(at + 1);
  const start = skipOpeners(tail, 0).at;
  if (imperativeAt(tail, start, 'start') === null || verbAt(tail, start) === null) return null;
  const head = textOf(source, tokens.slice(0, at));
  const agent = resolve(head);
  if (agent !== null) return { head: '', tail, agent };
  return { head: META.test(head) ? '' : head, tail };
}
