import { type Token, textOf } from '#graph/text/lex.ts';
import { verbAt } from '#graph/text/verbs.ts';

/** A clause without the words that chose its agent. */
export type Directive = { readonly agent: string | undefined; readonly rest: readonly Token[] };

const ASK: ReadonlySet<string> = new Set('ask have get let tell use'.split(' '));
const LONGEST_NAME = 4;

type Found = { readonly name: string; readonly after: number };

/**
 * "ask security to", "have the QA team", "get finance to": a name with its verb behind it. With `resolve` also "qa to",
 * as it goes on after "ask security to … and".
 */
export function directiveAt(
  tokens: readonly Token[],
  at: number,
  resolve?: (name: string) => string | null,
): Found | null {
  const first = tokens[at];
  if (first === undefined) return null;
  if (isDirective(first)) return { name: first.text.slice(6), after: at + 1 };
  const asked = ASK.has(first.lower);
  if (!asked && resolve === undefined) return null;
  const from = asked ? at + 1 : at;
  for (let length = 1; length <= LONGEST_NAME; length++) {
    const behind = tokens[from + length];
    if (behind === undefined) return null;
    const to = behind.lower === 'to';
    const bare =
      asked && (first.lower === 'have' || first.lower === 'let') && verbAt(tokens, from + length) !== null;
    if (!to && !bare) continue;
    const name = textOf('', tokens.slice(from, from + length)).trim();
    if (resolve !== undefined && resolve(name) === null) return null;
    return { name, after: from + length + (to ? 1 : 0) };
  }
  return null;
}

/**
 * Takes the choice of an agent out of a clause. A name that means no agent stays: "ask Bob to review it". `goesOn`: the
 * clause before it asked an agent, so that "qa to test it" does too.
 */
export function withoutDirective(
  tokens: readonly Token[],
  resolve: (name: string) => string | null,
  goesOn = false,
): Directive {
  const named = directiveAt(tokens, 0, goesOn ? resolve : undefined);
  const found = named !== null && (isDirective(tokens[0]) || resolve(named.name) !== null) ? named : null;
  if (found !== null) {
    const rest = tokens.slice(found.after);
    return { agent: resolve(found.name) ?? found.name, rest };
  }
  const inside = tokens.findIndex(isDirective);
  if (inside === -1) return { agent: undefined, rest: tokens };
  const name = tokens[inside]?.text.slice(6) ?? '';
  return { agent: resolve(name) ?? name, rest: tokens.filter((_, at) => at !== inside) };
}

function isDirective(token: Token | undefined): boolean {
  return token?.lower.startsWith('agent:') === true && token.text.length > 6;
}
