import { contentWords } from '#graph/text/content-words.ts';

/** How strongly a word speaks for an agent by where it stands: people's own words the most. */
const FIELD_WEIGHTS = { examples: 3, skills: 2, types: 2, title: 1.5, description: 1 } as const;
type Field = keyof typeof FIELD_WEIGHTS;
const FIELDS = Object.keys(FIELD_WEIGHTS) as Field[];

/** BM25's saturation (how soon a repeated word stops counting) and length normalisation. */
const K1 = 1.2;
const B = 0.5;

/** Above this many documents, a word that stands in more than a fifth of them is left out: it tells nothing. */
const COMMON_WORDS_FROM = 1_000;
/** A word in more documents than this brings no candidates of its own once rarer words have brought enough. */
const LONG_POSTING = 1_000;

export type Document = { readonly [field in Field]?: readonly string[] };
export type DocumentHit = { document: number; relevance: number };

type Posting = { documents: number[]; frequencies: number[] };
type Term = { readonly posting: Posting; readonly idf: number };

/**
 * BM25F over a few weighted fields, normalised to 0 to 1 by the information of the whole query, so that one floor
 * serves every query. Add all documents, then `seal`, then search.
 */
export class InvertedIndex {
  readonly #postings = new Map<string, Posting>();
  /** Words per document, weighted by field: what a long card is normalised by. */
  readonly #lengths: number[] = [];
  #meanLength = 1;
  /** Scores of the search at hand, all zero between searches: one allocation for the life of the index. */
  #scores = new Float64Array(0);

  /** Its number is the count of documents before it. */
  add(document: Document): void {
    const id = this.#lengths.length;
    let length = 0;
    for (const field of FIELDS) {
      const weight = FIELD_WEIGHTS[field];
      for (const text of document[field] ?? []) {
        for (const word of contentWords(text)) {
          this.#count(word, id, weight);
          length += weight;
        }
      }
    }
    this.#lengths.push(length);
  }

  seal(): void {
    const filled = this.#lengths.filter((length) => length > 0);
    this.#meanLength = filled.reduce((sum, length) => sum + length, 0) / Math.max(1, filled.length) || 1;
    this.#scores = new Float64Array(this.#lengths.length);
  }

  /** Best first, equals by `tie`. Repeated words of the query count once. */
  search(query: readonly string[], limit: number, tie: (a: number, b: number) => number): DocumentHit[] {
    let information = 0;
    const terms: Term[] = [];
    for (const word of new Set(query)) {
      const posting = this.#postings.get(word);
      if (posting !== undefined && this.#isCommon(posting)) continue;
      const idf = this.#idf(posting);
      information += idf;
      if (posting !== undefined) terms.push({ posting, idf });
    }
    // Rare words first: they choose the candidates, and frequent ones then only weigh them.
    const found: number[] = [];
    const byRarity = terms.toSorted((a, b) => a.posting.documents.length - b.posting.documents.length);
    for (const term of byRarity) {
      if (term.posting.documents.length > LONG_POSTING && found.length >= limit) this.#weigh(term, found);
      else this.#collect(term, found);
    }
    const best = this.#best(found, limit, tie);
    const hits = best.map((document) => ({
      document,
      relevance: Math.min(1, (this.#scores[document] ?? 0) / information),
    }));
    for (const document of found) this.#scores[document] = 0;
    return hits;
  }

  /** The highest scores in order; `found` may be long, `limit` is short. */
  #best(found: readonly number[], limit: number, tie: (a: number, b: number) => number): number[] {
    const score = (document: number) => this.#scores[document] ?? 0;
    const best: number[] = [];
    for (const document of found) {
      const last = best.at(-1);
      if (best.length >= limit && last !== undefined && score(document) < score(last)) continue;
      let at = best.length;
      while (at > 0 && isBefore(document, best[at - 1] ?? document)) at--;
      best.splice(at, 0, document);
      if (best.length > limit) best.pop();
    }
    return best;

    function isBefore(a: number, b: number): boolean {
      return score(a) > score(b) || (score(a) === score(b) && tie(a, b) < 0);
    }
  }

  #count(word: string, document: number, weight: number): void {
    const posting = this.#postings.get(word);
    if (posting === undefined) {
      this.#postings.set(word, { documents: [document], frequencies: [weight] });
      return;
    }
    const last = posting.documents.length - 1;
    if (posting.documents[last] === document) {
      posting.frequencies[last] = (posting.frequencies[last] ?? 0) + weight;
      return;
    }
    posting.documents.push(document);
    posting.frequencies.push(weight);
  }

  #collect({ posting, idf }: Term, found: number[]): void {
    const { documents, frequencies } = posting;
    for (let at = 0; at < documents.length; at++) {
      const document = documents[at] ?? 0;
      if (this.#scores[document] === 0) found.push(document);
      this.#add(document, frequencies[at] ?? 0, idf);
    }
  }

  #weigh({ posting, idf }: Term, found: readonly number[]): void {
    for (const document of found) {
      const at = find(posting.documents, document);
      if (at >= 0) this.#add(document, posting.frequencies[at] ?? 0, idf);
    }
  }

  #add(document: number, frequency: number, idf: number): void {
    const norm = K1 * (1 - B + (B * (this.#lengths[document] ?? 0)) / this.#meanLength);
    this.#scores[document] = (this.#scores[document] ?? 0) + (idf * frequency) / (frequency + norm);
  }

  #isCommon(posting: Posting): boolean {
    const size = this.#lengths.length;
    return size >= COMMON_WORDS_FROM && posting.documents.length > size / 5;
  }

  /** A word that no card has weighs as much as the rarest known one: what nobody knows lowers the confidence. */
  #idf(posting: Posting | undefined): number {
    const having = Math.max(1, posting?.documents.length ?? 1);
    return Math.log(1 + (this.#lengths.length - having + 0.5) / (having + 0.5));
  }
}

/** Where a sorted list has this number; -1 where it has not. */
function find(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] ?? wanted;
    if (at === wanted) return middle;
    if (at < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
