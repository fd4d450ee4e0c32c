import { textOf } from '#graph/text/lex.ts';
import { stem } from '#graph/text/stem.ts';
import { verbAt } from '#graph/text/verbs.ts';
import { words } from '#graph/text/words.ts';
import type { Clause } from './clause.ts';
import { nounPhrase } from './noun-phrase.ts';
import type { Playbook } from './playbook.ts';

export type PlaybookMatch = {
  playbook: Playbook;
  /** What the request acts on, in its own words, without an article: "landing page". */
  subject: string;
  /** What was said of it behind, without the first preposition: "charts and metrics"; may be empty. */
  details: string;
};

const ARTICLE = /^(?:an?|the|our|my|your|their|this|that|me|us|some|any)\s+(?:an?\s+|the\s+|our\s+|my\s+)?/i;
const PREPOSITION = /^[,;]?\s*(?:with|for|on|about|of|in|using|that|which|from|to|and|including|via|by)\s+/i;

type Prepared = { verbs: ReadonlySet<string>; objects: readonly (readonly string[])[] };

const PREPARED = new WeakMap<Playbook, Prepared>();

function prepare(playbook: Playbook): Prepared {
  const known = PREPARED.get(playbook);
  if (known !== undefined) return known;
  const prepared = {
    verbs: new Set(playbook.match.verbs.map((verb) => verb.toLowerCase())),
    objects: playbook.match.objects.map((object) => words(object).map(stem)),
  };
  PREPARED.set(playbook, prepared);
  return prepared;
}

/**
 * The playbook whose job a clause asks for: its verb is one of the playbook's, and the thing it acts on ends in one of
 * the playbook's objects. The longest object wins, then the earlier playbook. Questions and wishes to know never match.
 */
export function matchPlaybook(clause: Clause, playbooks: readonly Playbook[]): PlaybookMatch | null {
  if (clause.question) return null;
  const found = verbAt(clause.tokens, 0);
  const wish = clause.wish
    ? clause.tokens.findIndex((token) => /^(?:need|want|like|require)$/.test(token.lower))
    : -1;
  const verb = clause.wish ? 'create' : found?.verb.base;
  const from = clause.wish ? wish + 1 : (found?.length ?? 0);
  if (verb === undefined) return null;
  const { stems, rest } = nounPhrase(clause.tokens, from);
  if (stems.length === 0) return null;
  let best: { playbook: Playbook; length: number } | null = null;
  for (const playbook of playbooks) {
    const { verbs, objects } = prepare(playbook);
    if (!verbs.has(verb)) continue;
    for (const object of objects) {
      if (object.length > (best?.length ?? 0) && endsWith(stems, object))
        best = { playbook, length: object.length };
    }
  }
  if (best === null) return null;
  return {
    playbook: best.playbook,
    subject: spoken(clause, from, rest).replace(ARTICLE, ''),
    details: spoken(clause, rest, clause.tokens.length).replace(PREPOSITION, ''),
  };
}

function endsWith(stems: readonly string[], object: readonly string[]): boolean {
  const from = stems.length - object.length;
  return from >= 0 && object.every((word, at) => stems[from + at] === word);
}

/** The words of a stretch of the clause as they stand in its text. */
function spoken(clause: Clause, from: number, to: number): string {
  return textOf(clause.source, clause.tokens.slice(from, to));
}
