import { lex, type Token, textOf } from '#graph/text/lex.ts';
import type { Sentence } from '#graph/text/sentences.ts';
import { isLight } from '#graph/text/verbs.ts';
import type { ClauseList } from './clause-list.ts';
import { imperativeAt, tellsSomebody } from './clause-start.ts';
import { type Directive, directiveAt, withoutDirective } from './directive.ts';
import { isMeta } from './list-intro.ts';
import { skipOpeners } from './openers.ts';
import { askingAt } from './question-start.ts';
import { type Segment, splitSentence } from './split-sentence.ts';
import { takeApart } from './subordinate.ts';

/** Answers the id of the agent that a name means, or null. */
export type ResolveName = (name: string) => string | null;

/**
 * Adds what one sentence asks for to the list; what it only says becomes context of what is asked. `heading` is what
 * stood above it, if anything.
 */
export function readSentence(
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
  const asksAgents = withoutDirective(tokens.slice(opened.at), resolve).agent !== undefined;
  const split = splitSentence(tokens, (at, from) => asksAgents && directiveAt(at, from, resolve) !== null);
  const imperative =
    imperativeAt(tokens, opened.at, 'start') !== null || directiveAt(tokens, opened.at) !== null;
  // "Vacation days?" and "You know who owns it?": the mark alone says that something is asked.
  const marked = sentence.end === '?' && !imperative && !split.some((segment) => segment.question);
  const segments = marked ? [{ ...opened, tokens, question: true }] : split;
  let agent: string | undefined = colon?.agent;
  let pending: string[] = [];
  let condition: string[] = [];
  for (const [at, segment] of segments.entries()) {
    const directed = withoutDirective(segment.tokens, resolve, agent !== undefined);
    if (segment.question) {
      const mark = sentence.end === '?' ? '?' : '';
      const said = [...context, ...pending, ...condition];
      condition = conditionOf(source, directed.rest);
      addQuestion(source, segment, directed, mark, list, said);
      pending = [];
      continue;
    }
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
  // What was only said before the last words, which were only said too.
  for (const said of pending) list.remark(said);
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
  if (imperativeAt(tokens, 0, 'start') !== null || tellsSomebody(tokens, 0) || WONDER.test(words))
    return 'do';
  const first = tokens[0];
  if (first !== undefined && isLight(first.lower)) return 'light';
  const apart = takeApart(tokens);
  if (apart.subordinate !== null && apart.main.length < tokens.length) {
    if (imperativeAt(apart.main, 0, 'start') !== null) return 'do';
  }
  if (segment.link !== 'none' || segment.courteous) return tokens.length > 0 ? 'do' : 'said';
  return 'said';
}

function addQuestion(
  source: string,
  segment: Segment,
  { agent, rest }: Directive,
  mark: string,
  list: ClauseList,
  context: readonly string[],
): void {
  const { main, subordinate } = takeApart(rest);
  const text = `${textOf(source, rest)}${mark}`;
  // "If not, who does?" waits for what it answers to; any other condition is part of the question.
  const leads =
    main.length < rest.length && main.at(-1) === rest.at(-1) && (subordinate?.phrase.length ?? 0) < 3;
  list.add({
    source,
    tokens: rest,
    text,
    link: segment.link,
    question: true,
    agent,
    context,
    subordinate: leads ? subordinate : null,
  });
}

/** "If I lose my laptop, who do I call | and what do I say?": the condition holds for the next question too. */
function conditionOf(source: string, tokens: readonly Token[]): string[] {
  const { main, subordinate } = takeApart(tokens);
  if (subordinate === null || main.length === tokens.length || main.at(-1) !== tokens.at(-1)) return [];
  return [textOf(source, tokens.slice(0, tokens.length - main.length)).replace(/,\s*$/, '')];
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
  const head = textOf(source, tokens.slice(0, at));
  if (imperativeAt(tail, start, 'start') === null) {
    // "Quick question: who …" asks; "Translate: who …" does not.
    const asks =
      askingAt(tail, start) === 'inverted' &&
      imperativeAt(tokens, skipOpeners(tokens, 0).at, 'start') === null;
    if (!asks) return null;
    return { head: /\bquestions?$/i.test(head) ? '' : head, tail };
  }
  const agent = resolve(head);
  if (agent !== null) return { head: '', tail, agent };
  return { head: isMeta(head) ? '' : head, tail };
}
