import type { Token } from '#graph/text/lex.ts';
import { gerundAt, isLight, type Verb, verbAt } from '#graph/text/verbs.ts';
import { imperativeAt } from './clause-start.ts';
import { skipOpeners } from './openers.ts';
import { askingAt } from './question-start.ts';

/** "after running the tests", "before you deploy", "once the tests pass", "if it fails". */
export type Subordinate = {
  readonly kind: 'after' | 'before' | 'if';
  /** What stands behind the order word. */
  readonly phrase: readonly Token[];
  /** Where the phrase is something to do ("running the tests"): the verb, and what follows it. */
  readonly action: { readonly verb: Verb; readonly object: readonly Token[] } | null;
};

export type Parts = { readonly main: readonly Token[]; readonly subordinate: Subordinate | null };

const KINDS: ReadonlyMap<string, Subordinate['kind']> = new Map([
  ['after', 'after'],
  ['once', 'after'],
  ['when', 'after'],
  ['whenever', 'after'],
  ['as soon as', 'after'],
  ['following', 'after'],
  ['before', 'before'],
  ['prior to', 'before'],
  ['ahead of', 'before'],
  ['if', 'if'],
  ['unless', 'if'],
  ['provided', 'if'],
  ['assuming', 'if'],
]);
const LONGEST = 3;
const ASKS: ReadonlySet<string> = new Set(
  'tell find explain check verify ask see show list clarify let'.split(' '),
);
const ACTOR: ReadonlySet<string> = new Set('you we i'.split(' '));

/** Takes a clause apart at its order word, at the front ("After …, do") or behind ("do … after …"). */
export function takeApart(tokens: readonly Token[]): Parts {
  const lead = orderWordAt(tokens, 0);
  if (lead !== null) {
    for (let comma = lead.length + 1; comma < tokens.length; comma++) {
      if (tokens[comma]?.text !== ',') continue;
      const main = skipOpeners(tokens, comma).at;
      const does = imperativeAt(tokens, main, 'start') !== null || tokens[main]?.lower === 'ask';
      if (!does && askingAt(tokens, main) === null) continue;
      return {
        main: tokens.slice(main),
        subordinate: subordinate(lead.kind, tokens.slice(lead.length, comma)),
      };
    }
    return { main: tokens, subordinate: null };
  }
  for (let at = 2; at < tokens.length - 1; at++) {
    const trail = orderWordAt(tokens, at);
    // "the following" is a noun; "tell me when …" and "check if …" ask that very thing.
    if (trail === null || tokens[at]?.lower === 'following') continue;
    const asked = trail.kind === 'if' || tokens[at]?.lower.startsWith('when');
    if (asked && ASKS.has(tokens[0]?.lower ?? '')) continue;
    return {
      main: withoutTrailingComma(tokens.slice(0, at)),
      subordinate: subordinate(trail.kind, tokens.slice(at + trail.length)),
    };
  }
  return { main: tokens, subordinate: null };
}

function orderWordAt(
  tokens: readonly Token[],
  at: number,
): { kind: Subordinate['kind']; length: number } | null {
  if (tokens[at]?.kind !== 'word') return null;
  for (let length = LONGEST; length > 0; length--) {
    const words = tokens.slice(at, at + length).map((token) => token.lower);
    const kind = words.length === length ? KINDS.get(words.join(' ')) : undefined;
    if (kind !== undefined) return { kind, length };
  }
  return null;
}

function subordinate(kind: Subordinate['kind'], phrase: readonly Token[]): Subordinate {
  const actor = ACTOR.has(phrase[0]?.lower ?? '');
  const found = actor ? verbAt(phrase, 1) : gerundAt(phrase, 0);
  if (kind === 'if' || found === null || isLight(found.verb.base)) return { kind, phrase, action: null };
  return {
    kind,
    phrase,
    action: { verb: found.verb, object: phrase.slice((actor ? 1 : 0) + found.length) },
  };
}

function withoutTrailingComma(tokens: readonly Token[]): readonly Token[] {
  return tokens.at(-1)?.kind === 'mark' ? tokens.slice(0, -1) : tokens;
}
