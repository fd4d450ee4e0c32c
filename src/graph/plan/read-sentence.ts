import { lex, type Token, textOf } from '#graph/text/lex.ts';
import type { Sentence } from '#graph/text/sentences.ts';
import { isLight } from '#graph/text/verbs.ts';
import type { ClauseList } from './clause-list.ts';
import { imperativeAt, isQuestion } from './clause-start.ts';
import { type Directive, directiveAt, withoutDirective } from './directive.ts';
import { isMeta } from './list-intro.ts';
import { skipOpeners } from './openers.ts';
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
  if (imperativeAt(tail, start, 'start') === null) return null;
  const head = textOf(source, tokens.slice(0, at));
  const agent = resolve(head);
  if (agent !== null) return { head: '', tail, agent };
  return { head: isMeta(head) ? '' : head, tail };
}
