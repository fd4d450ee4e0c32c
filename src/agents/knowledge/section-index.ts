import MiniSearch from 'minisearch';
import { STOP_WORDS } from '#graph/text/stop-words.ts';
import { words } from '#graph/text/words.ts';
import { type AnswerShape, holdsShape, shapeOf } from './answer-shape.ts';
import { isLikely } from './likely-typo.ts';
import { spokenWords, type Term, termsOf } from './question-terms.ts';
import { root } from './root.ts';
import type { Section } from './split-markdown.ts';
import { weightOf } from './word-weights.ts';

/**
 * A section that speaks of what was asked. `coverage`: share of the question's information it holds, 0 to 1.
 * `answers`: whether it says what was asked, and not merely shares a word with it.
 */
export type Passage = {
  section: Section;
  score: number;
  coverage: number;
  answers: boolean;
  topical: boolean;
};

/** Where a term stands in a section. A title is every section's of its file: it tells the file, not the section. */
type Place = 'heading' | 'text' | 'title';
type Hit = { certainty: number; place: Place };
type Found = { term: Term; hits: ReadonlyMap<number, Hit>; information: number; subject: boolean };
type Indexed = {
  section: Section;
  headingPairs: ReadonlySet<string>;
  pairs: ReadonlySet<string>;
  leads: ReadonlySet<string>;
  named: ReadonlySet<string>;
  headingRoots: readonly string[];
};

/** Certainty of a match by the file's title alone, and of a word that is off by a letter. */
const BY_TITLE = 0.7;
const BY_TYPO = 0.8;
/** A word in no more sections than this singles one of them out. */
const RARE = 1;
const FEW = 3;

/** The sections of a folder, searchable; never changed once built. */
export class SectionIndex {
  readonly #sections: readonly Indexed[];
  readonly #search: MiniSearch<{ id: number; title: string; heading: string; text: string }>;
  readonly #compounds = new Set<string>();
  readonly #pairs = new Set<string>();

  constructor(sections: readonly Section[]) {
    this.#search = new MiniSearch({ fields: ['title', 'heading', 'text'], tokenize, processTerm: root });
    this.#sections = sections.map((section) => this.#read(section));
    this.#search.addAll(
      sections.map(({ title, headings, text }, id) => ({
        id,
        title,
        heading: headings.length === 0 ? title : headings.join(' '),
        text,
      })),
    );
  }

  get size(): number {
    return this.#sections.length;
  }

  /** Every section that has anything of the question, best first. `context`: words that only help to choose. */
  rank(question: string, context = ''): Passage[] {
    const found = termsOf(question, this.#compounds).map((term) => this.#find(term));
    const total = sum(found, ({ information }) => information);
    if (total === 0) return [];
    const around = termsOf(context, this.#compounds).map((term) => this.#find(term));
    const shape = shapeOf(question);
    const pairs = pairsOf(spokenWords(question));
    const ids = new Set(found.flatMap(({ hits }) => [...hits.keys()]));
    const passages: Passage[] = [];
    for (const id of ids) {
      const indexed = this.#sections[id];
      if (indexed === undefined) continue;
      const coverage =
        sum(found, ({ hits, information }) => information * (hits.get(id)?.certainty ?? 0)) / total;
      const together = sum([...pairs], (pair) => togetherness(pair, indexed));
      const asksAlike = [...pairs].some((pair) => isAsking(pair) && indexed.headingPairs.has(pair));
      passages.push({
        section: indexed.section,
        coverage,
        score:
          (scoreOf(found, id) + 0.3 * scoreOf(around, id)) *
          (1 + 0.25 * together) *
          (1 + 0.3 * headingShare(indexed, found, id)),
        answers:
          speaksOfSubject(found, id) &&
          (asksAlike || isTelling(found, indexed, id)) &&
          fits(shape, found, indexed, id),
        topical: found.some(
          ({ hits, term }) => term.weight === 1 && (hits.get(id)?.place ?? 'text') !== 'text',
        ),
      });
    }
    return passages.sort((a, b) => b.score - a.score);
  }

  #read(section: Section): Indexed {
    const { title, headings, text } = section;
    for (const compound of `${title} ${headings.join(' ')} ${text}`.toLowerCase().matchAll(COMPOUND))
      this.#compounds.add(root(compound[0].replace(HYPHEN, '')));
    const pairs = pairsOf(spokenWords(`${headings.join(' ')}\n${text}`));
    for (const pair of pairs) this.#pairs.add(pair);
    return {
      section,
      pairs,
      leads: leadsOf(text),
      named: namedIn(text),
      headingPairs: pairsOf(spokenWords(headings.at(-1) ?? title)),
      headingRoots: informativeRoots(
        (headings.at(-1) ?? title).replace(COMPOUND, (one) => one.replace(HYPHEN, '')),
      ),
    };
  }

  #find(term: Term): Found {
    const forms = this.#formsInUse(term);
    const hits = new Map<number, Hit>();
    for (const { root: wanted, certainty } of forms) {
      for (const result of this.#search.search(wanted, EXACT)) {
        const place = placeOf(result.match[wanted] ?? []);
        const sure = certainty * (place === 'title' ? BY_TITLE : 1);
        const known = hits.get(result.id);
        hits.set(result.id, {
          certainty: Math.max(sure, known?.certainty ?? 0),
          place: known === undefined ? place : nearer(place, known.place),
        });
      }
    }
    const meant = [...hits.values()].filter(
      ({ certainty, place }) => certainty >= 0.5 || place === 'title',
    ).length;

    const subject =
      term.weight === 1 &&
      [...hits.values()].some(({ certainty, place }) => place !== 'text' && certainty >= 0.5);
    const rarity = Math.log(1 + (this.size + 0.5) / (meant + 0.5));
    return { term, hits, information: rarity * term.weight, subject };
  }

  /** A word that the folder never uses may be misspelt, or be two of its words. */
  #formsInUse(term: Term): Term['forms'] {
    const [own] = term.forms;
    if (
      own === undefined ||
      term.forms.some((form) => form.certainty > 0.5 && this.#search.search(form.root, EXACT).length > 0)
    )
      return term.forms;
    for (let at = 3; at <= own.root.length - 3; at += 1) {
      const [first, second] = [root(own.root.slice(0, at)), root(own.root.slice(at))];
      if (this.#pairs.has(`${first} ${second}`)) return [...term.forms, { root: first, certainty: 0.9 }];
    }
    if (own.root.length < 5 || /\d/.test(own.root) || term.weight < 1) return term.forms;
    const typos = this.#search
      .search(own.root, { ...EXACT, fuzzy: 2 })
      .flatMap(({ terms }) => terms)
      .filter((candidate) => isLikely(own.root, candidate));
    return [...term.forms, ...[...new Set(typos)].map((typo) => ({ root: typo, certainty: BY_TYPO }))];
  }
}

const HYPHEN = /[-‐‑]/g;
const COMPOUND = /\p{L}+[-‐‑]\p{L}+/gu;
const EXACT = {
  tokenize: (text: string): string[] => [text],
  processTerm: (text: string): string => text,
  prefix: false,
};

/** Words, fixed phrases and hyphenated words as one, and "SEV1" as a "SEV" too. */
function tokenize(text: string): string[] {
  const single = words(text);
  const compounds = [...text.toLowerCase().matchAll(COMPOUND)].map(([compound]) =>
    compound.replace(HYPHEN, ''),
  );
  const numbered = single.flatMap((word) => /^(\p{L}{2,})\d+$/u.exec(word)?.[1] ?? []);
  return [...new Set([...single, ...spokenWords(text), ...compounds, ...numbered])];
}

function placeOf(fields: readonly string[]): Place {
  if (fields.includes('heading')) return 'heading';
  return fields.includes('text') ? 'text' : 'title';
}

/** A word in the text tells more than the file's title, and one in the heading most. */
function nearer(one: Place, other: Place): Place {
  if (one === 'heading' || other === 'heading') return 'heading';
  return one === 'text' || other === 'text' ? 'text' : 'title';
}

function scoreOf(found: readonly Found[], id: number): number {
  return sum(found, ({ hits, information }) => {
    const hit = hits.get(id);
    return hit === undefined ? 0 : information * hit.certainty * (hit.place === 'heading' ? 1.4 : 1);
  });
}

/** Words that stand beside each other in both; more in a heading, and most where both ask: "who approves". */
function togetherness(pair: string, { headingPairs, pairs }: Indexed): number {
  if (!pairs.has(pair)) return 0;
  return (headingPairs.has(pair) ? 2 : 1) * (isAsking(pair) ? 4 : 1);
}

function isAsking(pair: string): boolean {
  const [first = '', second = ''] = pair.split(' ');
  return ASKING.has(first) && !STOP_WORDS.has(second);
}

const ASKING: ReadonlySet<string> = new Set(['who', 'how', 'when', 'where', 'which', 'what']);

/** Share of the section's own heading that the question speaks of, each word of the question counted once. */
function headingShare({ headingRoots }: Indexed, found: readonly Found[], id: number): number {
  const spoken = found.filter(
    ({ term, hits }) => hits.has(id) && term.forms.some((form) => headingRoots.includes(form.root)),
  );
  return headingRoots.length === 0 ? 0 : Math.min(1, spoken.length / headingRoots.length);
}

/** What a question shares with headings is its subject: who asks for "on-call at night" wants no nights in hotels. */
function speaksOfSubject(found: readonly Found[], id: number): boolean {
  const subjects = found.filter(({ subject }) => subject);
  const held = sum(subjects, ({ hits, information }) => (hits.has(id) ? information : 0));
  return held >= 0.5 * sum(subjects, ({ information }) => information);
}

/** One word that stands in many sections singles none of them out, unless a heading is about nothing else. */
function isTelling(found: readonly Found[], indexed: Indexed, id: number): boolean {
  const held = found.filter(({ hits, term }) => hits.has(id) && term.weight > 0.3);
  const [only] = held;
  if (only === undefined || held.every(({ term }) => term.weight < 1)) return false;
  if (held.length > 1 || headingShare(indexed, found, id) === 1) return true;
  if (only.hits.get(id)?.place === 'heading' && only.hits.size <= FEW) return true;
  return only.hits.size <= RARE || only.term.forms.some((form) => indexed.named.has(form.root));
}

function fits(shape: AnswerShape, found: readonly Found[], indexed: Indexed, id: number): boolean {
  if (!holdsShape(shape, indexed.section.text)) return false;
  if (shape !== 'definition') return true;
  return found.some(({ term, hits }) => {
    const hit = hits.get(id);
    if (hit === undefined || term.weight < 1) return false;
    return hit.place !== 'text' || term.forms.some((form) => indexed.leads.has(form.root));
  });
}

/** Roots of the words that sentences, list items and table cells begin with: what they are about. */
function leadsOf(text: string): ReadonlySet<string> {
  const parts = text.split(/(?<=[.!?:])\s+|\n|\|/);
  return new Set(
    parts.flatMap((part) => informativeRoots(part.split(/\s+/).slice(0, 4).join(' ')).slice(0, 2)),
  );
}

/** What a table's cell or a bold or quoted term has all to itself: the text explains it there. */
function namedIn(text: string): ReadonlySet<string> {
  const cells = text.split(/\||\*\*|\n/).map((cell) => informativeRoots(cell));
  return new Set(cells.flatMap((cell) => (cell.length === 1 ? cell : [])));
}

function informativeRoots(text: string): string[] {
  return spokenWords(text)
    .filter((word) => weightOf(word) > 0)
    .map(root);
}

function pairsOf(spoken: readonly string[]): ReadonlySet<string> {
  const roots = spoken.map(root);
  return new Set(roots.slice(1).map((second, at) => `${roots[at]} ${second}`));
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
