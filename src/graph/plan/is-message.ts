import type { Token } from '#graph/text/lex.ts';
import { stem } from '#graph/text/stem.ts';
import { tellsSomebody } from './clause-start.ts';

/** Verbs that ask us when "me" follows, and ask for a message when somebody else does. */
const TELLS: ReadonlySet<string> = new Set(
  'tell show explain describe give alert update report clarify'.split(' '),
);
/** Between a verb and whom it is meant for. */
const SKIPPED: ReadonlySet<string> = new Set(
  'to the our my your all every each both new affected these those'.split(' '),
);
const US: ReadonlySet<string> = new Set('me us myself ourselves'.split(' '));
const PEOPLE: ReadonlySet<string> = new Set(
  (
    'customer client team colleague user everyone everybody staff board manager management vendor partner supplier ' +
    'employee candidate reporter requester subscriber engineer developer support sales finance legal him her them people'
  )
    .split(' ')
    .map(stem),
);

/** "Tell the customer that …", "let Ann know", "explain to the board why": a text to be written for somebody else. */
export function isMessage(tokens: readonly Token[]): boolean {
  const verb = tokens[0]?.lower ?? '';
  if (tellsSomebody(tokens, 0)) return !US.has(tokens[1]?.lower ?? '');
  if (!TELLS.has(verb)) return false;
  // "explain the customer journey" has a thing behind it; "explain to the customer" has somebody.
  const directed = verb === 'tell' || verb === 'alert' || verb === 'update' || tokens[1]?.lower === 'to';
  if (!directed && !(verb === 'give' || verb === 'show')) return false;
  let at = 1;
  while (SKIPPED.has(tokens[at]?.lower ?? '')) at++;
  const whom = tokens[at];
  if (whom === undefined || US.has(whom.lower)) return false;
  for (let end = at; end < Math.min(tokens.length, at + 3); end++) {
    const token = tokens[end];
    if (token === undefined || token.kind !== 'word') break;
    if (PEOPLE.has(stem(token.lower))) {
      const next = tokens[end + 1];
      return verb !== 'update' && verb !== 'show' && verb !== 'give'
        ? true
        : next === undefined || next.kind !== 'word' || BEHIND_A_PERSON.has(next.lower);
    }
  }
  return verb === 'tell' && /^[@\p{Lu}]/u.test(whom.text) && !QUESTION.has(whom.lower);
}

const BEHIND_A_PERSON: ReadonlySet<string> = new Set(
  'a an the that on about of how what why when where our some and'.split(' '),
);
const QUESTION: ReadonlySet<string> = new Set('what who when where why how which whether if'.split(' '));
