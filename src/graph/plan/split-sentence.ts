import type { Token } from '#graph/text/lex.ts';
import { isLight, verbAt } from '#graph/text/verbs.ts';
import { imperativeAt, isQuestion, tellsSomebody } from './clause-start.ts';
import { type Link, skipOpeners } from './openers.ts';
import { askingAt, goesOnAsking, isRelative } from './question-start.ts';

/** A part of a sentence that asks for one thing. */
export type Segment = {
  readonly tokens: readonly Token[];
  readonly link: Link;
  readonly courteous: boolean;
  /** It asks for an answer: its own words say so. */
  readonly question: boolean;
};

/** "ask security to review it and qa to test it": true where another agent's name and "to" begin. */
export type NamesAgent = (tokens: readonly Token[], at: number) => boolean;

const JOINTS: ReadonlySet<string> = new Set([
  'and',
  'plus',
  'then',
  'but',
  'also',
  '&',
  ',',
  ';',
  '–',
  '—',
  'finally',
  'lastly',
  'meanwhile',
  'afterwards',
]);
/** A verb after one of these belongs to somebody else: "what users can see and do". */
const MODALS: ReadonlySet<string> = new Set('can could should must will would may might'.split(' '));
const BEFORE_INFINITIVE: ReadonlySet<string> = new Set(
  'how where when what whether which who way ways'.split(' '),
);
/** "I'd like to know … and": what is asked for is to be told. */
const WONDERS: ReadonlySet<string> = new Set('know understand learn hear wonder'.split(' '));
/** How far back a clause is read, in words: sentences are shorter, and the cost of a hostile one stays linear. */
const LOOK_BACK = 40;
/** What begins a question that somebody is to be told the answer of. */
const INDIRECT: ReadonlySet<string> = new Set('what which who whose where why how whether if'.split(' '));
const SUBORDINATORS: ReadonlySet<string> = new Set(
  'if once after before when whenever while until unless since because given assuming provided as'.split(' '),
);
/** Pairs that are one action. */
const FIXED_PAIRS: ReadonlySet<string> = new Set([
  'search replace',
  'copy paste',
  'drag drop',
  'find replace',
  'research develop',
  'try test',
  'start stop',
  'open close',
  'track trace',
  'import export',
  'upload download',
  'order pay',
  'check balance',
]);

/**
 * Splits a sentence into the things that it asks for, commands and questions. Order words and semicolons split where
 * something follows; "and" and commas only where the next words are a clause of their own, so that "charts and metrics"
 * stays together.
 */
export function splitSentence(tokens: readonly Token[], namesAgent: NamesAgent): Segment[] {
  const segments: Segment[] = [];
  let opened = firstOf(tokens);
  const close = (to: number) => {
    if (to <= opened.at) return;
    const { at, link, courteous, question } = opened;
    segments.push({ tokens: tokens.slice(at, to), link, courteous, question });
  };
  for (let at = opened.at + 1; at < tokens.length; at++) {
    if (!isJoint(tokens, at)) continue;
    const next = skipOpeners(tokens, at);
    if (next.at <= at || next.at >= tokens.length) continue;
    const joint = { from: opened.at, asks: opened.question, at, next: next.at, link: next.link };
    const found = clauseBehind(
      tokens,
      { ...joint, courteous: next.courteous, inList: segments.length > 0 },
      namesAgent,
    );
    if (found === null) continue;
    close(at);
    opened = { ...next, ...found };
    at = found.at;
  }
  close(tokens.length);
  return shareObjects(segments);
}

type Opened = { at: number; link: Link; courteous: boolean; question: boolean };

/** "is breakfast included" at the front of a sentence; "do" and "have" would begin a command. */
const FINITE = /^(?:is|are|was|were|does|did|has|will)$/;

function firstOf(tokens: readonly Token[]): Opened {
  const opened = skipOpeners(tokens, 0);
  const plain = askingAt(tokens, opened.at) === 'noun' && FINITE.test(tokens[opened.at]?.lower ?? '');
  const question = plain ? opened.at : questionFrom(tokens, 0, opened.at);
  return question === null ? { ...opened, question: false } : { ...opened, at: question, question: true };
}

/** Where a question begins between an opener's first word and what stands behind it: "and can we | go home". */
function questionFrom(tokens: readonly Token[], from: number, to: number): number | null {
  if (isQuestion(tokens, to) && !isSubordinate(tokens, to)) return to;
  if (conditionBefore(tokens, to) === 'question') return to;
  if (imperativeAt(tokens, to, 'start') !== null || isLight(tokens[to]?.lower ?? '')) return null;
  for (let at = from; at < to; at++) if (askingAt(tokens, at) === 'inverted') return at;
  return null;
}

/** "when the tests pass, …" begins like a question and is none. */
function isSubordinate(tokens: readonly Token[], at: number): boolean {
  return SUBORDINATORS.has(tokens[at]?.lower ?? '') && askingAt(tokens, at) === null;
}

type Joint = {
  from: number;
  /** What stands before it is a question. */
  asks: boolean;
  at: number;
  next: number;
  link: Link;
  courteous: boolean;
  /** The sentence has been split before: it is a list of commands. */
  inList: boolean;
};
type Found = { at: number; question: boolean };

/** The clause of its own that begins behind a joint, or null where the sentence only goes on. */
function clauseBehind(tokens: readonly Token[], joint: Joint, namesAgent: NamesAgent): Found | null {
  const { from, at, next } = joint;
  // "once the tests pass, deploy" is one clause with its condition; after its comma the sentence goes on as usual.
  const conditional = !joint.asks && SUBORDINATORS.has(tokens[from]?.lower ?? '');
  if (conditional && !tokens.slice(from, Math.min(at, from + LOOK_BACK)).some((token) => token.text === ','))
    return null;
  const question = questionBehind(tokens, joint);
  if (question !== null) return { at: question, question: true };
  if (joint.link !== 'none') return { at: next, question: isQuestion(tokens, next) };
  if (namesAgent(tokens, next) || beginsCommand(tokens, joint)) return { at: next, question: false };
  const condition = conditionBefore(tokens, next);
  return condition === null ? null : { at: next, question: condition === 'question' };
}

/** Where a question of its own begins behind a joint. */
function questionBehind(tokens: readonly Token[], joint: Joint): number | null {
  const { from, at, next, asks } = joint;
  const start = questionFrom(tokens, at, next);
  const asking = start === null ? askingAt(tokens, next) : askingAt(tokens, start);
  const begins = start ?? next;
  const first = tokens[begins]?.lower ?? '';
  const onlyComma = tokens[at]?.text === ',' && begins === at + 1;
  const again = first === tokens[from]?.lower;
  if (onlyComma && !again && isRelative(tokens, begins)) return null;
  if (asking === 'inverted') return begins;
  if (!asks) return isSeries(tokens, from, begins) ? begins : null;
  if (asking === 'subject') return begins;
  return asking === 'noun' && askingAt(tokens, from) === 'inverted' ? begins : null;
}

/** "tell me who owns it | and how it works", "I'd like to know how much … | and whether …". */
function isSeries(tokens: readonly Token[], from: number, at: number): boolean {
  const lead = verbAt(tokens, from);
  const asks = lead?.verb.type === 'answer' || WONDERS.has(tokens[from]?.lower ?? '');
  if (!asks) return false;
  let object = from + (lead?.length ?? 1);
  while (['me', 'us', 'to'].includes(tokens[object]?.lower ?? '')) object++;
  return INDIRECT.has(tokens[object]?.lower ?? '') && INDIRECT.has(tokens[at]?.lower ?? '');
}

function beginsCommand(tokens: readonly Token[], joint: Joint): boolean {
  const { from, at, next } = joint;
  const first = tokens[from]?.lower ?? '';
  const comma = tokens[at]?.kind === 'mark';
  const start = startOf(tokens, next);
  // "agent:qa check the page and …": the verb stands behind the mark.
  const head = first.startsWith('agent:') ? from + 1 : from;
  const bare = verbAt(tokens, head);
  const onlyVerb = bare !== null && head + bare.length === at;
  const any = verbAt(tokens, start);
  if (joint.asks) {
    const command = joint.courteous ? any : imperativeAt(tokens, start, 'inside');
    if (command === null) return tellsSomebody(tokens, start);
    return joint.courteous || !goesOnAsking(tokens, from, at, { at: start, length: command.length });
  }
  // "audit checkout, audit billing": said again, even a word that may be a noun is the verb that it was.
  const again = any !== null && any.verb === bare?.verb;
  if (comma && joint.inList && (any !== null || isLight(tokens[start]?.lower ?? ''))) return true;
  const verb = onlyVerb || again || joint.courteous ? any : imperativeAt(tokens, start, 'inside');
  if (verb === null) return tellsSomebody(tokens, start);
  // "compare plan A and plan B": what was a noun is one again.
  const noun = verb.verb.nounToo && !again && isSaidBefore(tokens, head, at, start);
  if (noun) return false;
  if (onlyVerb && FIXED_PAIRS.has(`${bare.verb.base} ${verb.verb.base}`)) return false;
  if (comma || joint.courteous) return true;
  // After a statement, "and" goes on with the statement: "users who log in and create accounts see an error".
  const asks =
    imperativeAt(tokens, head, 'start') !== null ||
    SUBORDINATORS.has(first) ||
    WONDERS.has(first) ||
    isLight(first) ||
    isWish(tokens, from);
  return asks && !isEmbedded(tokens, from, at);
}

function isSaidBefore(tokens: readonly Token[], from: number, to: number, word: number): boolean {
  const said = tokens[word]?.lower;
  return tokens.slice(Math.max(from + 1, to - LOOK_BACK), to).some((token) => token.lower === said);
}

/** "to draft the note" after "I need you to audit it and": the infinitive's "to" is read over. */
function startOf(tokens: readonly Token[], at: number): number {
  return tokens[at]?.lower === 'to' && verbAt(tokens, at + 1) !== null ? at + 1 : at;
}

/** ", and, if they pass, deploy", "and if not, who does": a condition with a clause behind its comma. */
function conditionBefore(tokens: readonly Token[], at: number): 'command' | 'question' | null {
  if (!SUBORDINATORS.has(tokens[at]?.lower ?? '')) return null;
  for (let comma = at + 1; comma < Math.min(tokens.length, at + 12); comma++) {
    if (tokens[comma]?.text !== ',') continue;
    const behind = skipOpeners(tokens, comma).at;
    if (askingAt(tokens, behind) !== null) return 'question';
    return imperativeAt(tokens, behind, 'start') === null ? null : 'command';
  }
  return null;
}

/** Whether the verb after "and" would join one inside the clause: "a script to clean the data and email the result". */
function isEmbedded(tokens: readonly Token[], from: number, at: number): boolean {
  for (let index = Math.max(from + 1, at - LOOK_BACK); index < at; index++) {
    const word = tokens[index]?.lower ?? '';
    const next = tokens[index + 1]?.lower ?? '';
    if (MODALS.has(word)) return true;
    if (
      word === 'to' &&
      (verbAt(tokens, index + 1) !== null || BEFORE_INFINITIVE.has(tokens[index - 1]?.lower ?? ''))
    ) {
      return true;
    }
    const relative = index > from + 1 && (word === 'who' || word === 'which' || word === 'that');
    if (relative && /^[a-z]{2,}$/.test(next) && !/(?:s|ed)$/.test(next) && isPluralOrBase(next)) return true;
  }
  return false;
}

/** "that the", "who our": a subject follows, so what comes is a clause of somebody else's with its own verb. */
function isPluralOrBase(next: string): boolean {
  return !['the', 'it', 'we', 'you', 'they', 'our', 'your', 'he', 'she', 'an', 'i'].includes(next);
}

function isWish(tokens: readonly Token[], at: number): boolean {
  return tokens
    .slice(at, at + 4)
    .some((token) => ['need', 'want', 'like', 'ask', 'have'].includes(token.lower));
}

/** "since then" and "back then" join nothing. */
function isJoint(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.lower ?? '';
  if (!JOINTS.has(word)) return false;
  if (word !== 'then') return true;
  return !['since', 'back', 'until', 'by', 'from', 'even', 'before'].includes(tokens[at - 1]?.lower ?? '');
}

/** "design, build and test the API": verbs without an object share the one that follows. */
function shareObjects(segments: readonly Segment[]): Segment[] {
  const shared: Segment[] = [];
  let object: readonly Token[] = [];
  for (const segment of segments.toReversed()) {
    const verb = verbAt(segment.tokens, 0);
    const bare = verb !== null && verb.length === segment.tokens.length;
    if (verb !== null && !bare) object = segment.tokens.slice(verb.length);
    else if (verb === null) object = [];
    shared.push(bare && object.length > 0 ? { ...segment, tokens: [...segment.tokens, ...object] } : segment);
  }
  return shared.reverse();
}
