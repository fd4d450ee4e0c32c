import { type Token, textOf } from '#graph/text/lex.ts';
import type { Clause } from './clause.ts';
import type { Link } from './openers.ts';
import { introduces, referenceOf, referent, takesUp } from './references.ts';
import type { Subordinate } from './subordinate.ts';

type Draft = Clause & { after: Subordinate[]; needed: Set<number>; pointed: readonly number[] };

export type Added = {
  source: string;
  /** What the clause is recognised by: its main part. */
  tokens: readonly Token[];
  /** All of it, where that is more than the main part. */
  text?: string;
  link: Link;
  question?: boolean;
  wish?: boolean;
  agent?: string | undefined;
  context?: readonly string[];
  /** Order phrases that may mean another clause ("after the audit"). */
  subordinate?: Subordinate | null;
};

/**
 * The clauses read so far and how they wait for each other. Clauses come in groups: those of one group may run side by
 * side, an order word ("then", a number of a list) begins the next, which waits for all of the one before.
 */
export class ClauseList {
  readonly #drafts: Draft[] = [];
  readonly #background: string[] = [];
  #previous: readonly number[] = [];
  #current: number[] = [];
  #nextLink: Link = 'none';

  get size(): number {
    return this.#drafts.length;
  }

  /** The next clause begins a new group, whatever its own words say. */
  beginGroup(): void {
    this.#nextLink = 'then';
  }

  add(added: Added): number {
    const index = this.#drafts.length;
    const link = added.link === 'none' ? this.#nextLink : added.link;
    this.#nextLink = 'none';
    if ((link === 'then' || link === 'finally') && this.#current.length > 0) {
      this.#previous = this.#ends(link === 'finally' ? [...this.#drafts.keys()] : this.#current);
      this.#current = [];
    }
    const needed = new Set(link === 'apart' ? [] : this.#previous);
    const pointed = this.#pointedAt(added.tokens);
    for (const earlier of pointed) {
      needed.add(earlier);
      const meant = this.#drafts[earlier];
      if (meant !== undefined) meant.takenUp = true;
    }
    this.#drafts.push({
      text: added.text ?? textOf(added.source, added.tokens),
      source: added.source,
      tokens: added.tokens,
      question: added.question ?? false,
      wish: added.wish ?? false,
      takenUp: false,
      dependsOn: [],
      inputs: null,
      pointed,
      context: [...(added.context ?? [])],
      ...(added.agent === undefined ? {} : { agent: added.agent }),
      after: added.subordinate ? [added.subordinate] : [],
      needed,
    });
    this.#current.push(index);
    return index;
  }

  /** One clause waits for another. */
  order(earlier: number, later: number): void {
    if (earlier !== later) this.#drafts[later]?.needed.add(earlier);
  }

  /** The clause that a phrase means, or null. */
  find(phrase: readonly Token[]): number | null {
    return referent(
      phrase,
      this.#drafts.map((draft) => draft.tokens),
    );
  }

  /** What is said of the last clause; before any clause it is said of all. */
  remark(text: string): void {
    const last = this.#drafts.at(-1);
    if (text.trim() === '') return;
    if (last === undefined) this.#background.push(text);
    else last.context.push(text);
  }

  /** Gives the last clause its details: "Build a page with:" and its list are one thing. */
  complete(details: string): boolean {
    const last = this.#drafts.at(-1);
    if (last === undefined) return false;
    last.text = `${last.text} ${details}`;
    return true;
  }

  assign(agent: string): void {
    for (const draft of this.#drafts) draft.agent ??= agent;
  }

  /** Forgets what was said before any clause: it turned out to be all that was said. */
  forgetBackground(): void {
    this.#background.length = 0;
  }

  /** The clauses in an order in which each stands behind those that it waits for. */
  finish(): Clause[] {
    for (const [at, draft] of this.#drafts.entries())
      for (const phrase of draft.after) this.#resolve(at, phrase);
    const order = topological(this.#drafts.map((draft) => draft.needed));
    const place = new Map(order.map((at, index) => [at, index]));
    return order.flatMap((at, index) => {
      const draft = this.#drafts[at];
      if (draft === undefined) return [];
      const { after: _, needed, pointed, ...clause } = draft;
      const placed = (those: Iterable<number>) =>
        [...those]
          .map((other) => place.get(other) ?? index)
          .filter((other) => other < index)
          .toSorted((a, b) => a - b);
      return [
        {
          ...clause,
          context: [...this.#background, ...clause.context],
          dependsOn: placed(needed),
          inputs: pointed.length === 0 ? null : placed(pointed),
        },
      ];
    });
  }

  /** Those of the clauses that none of the others waits for: who waits for them waits for all. */
  #ends(clauses: readonly number[]): number[] {
    const needed = new Set(clauses.flatMap((at) => [...(this.#drafts[at]?.needed ?? [])]));
    return clauses.filter((at) => !needed.has(at));
  }

  #resolve(at: number, { kind, phrase }: Subordinate): void {
    const others = this.#drafts.map((draft, other) => (other === at ? [] : draft.tokens));
    const earlier = others.slice(0, at);
    if (kind === 'before') {
      const meant = referent(phrase.filter(isNoPronoun), others);
      if (meant !== null) this.order(at, meant);
      return;
    }
    const meant = referent(phrase, earlier);
    if (meant !== null) this.order(meant, at);
  }

  #pointedAt(tokens: readonly Token[]): number[] {
    const last = this.#drafts.length - 1;
    if (last < 0) return [];
    const reference = referenceOf(tokens);
    if (reference === 'all') {
      if (this.#current.length > 0) return this.#ends(this.#current);
      return this.#previous.length > 0 ? [...this.#previous] : [last];
    }
    if (reference === 'previous') return [last];
    const known = takesUp(tokens);
    if (known.size === 0) return [];
    for (let at = last; at >= Math.max(0, last - 20); at--) {
      const made = introduces(this.#drafts[at]?.tokens ?? []);
      if ([...known].some((noun) => made.has(noun))) return [at];
    }
    return [];
  }
}

function isNoPronoun(token: Token): boolean {
  return !['it', 'that', 'this', 'they', 'those'].includes(token.lower);
}

/** Stable order by the edges; an edge that would close a circle is left out. */
function topological(needed: readonly ReadonlySet<number>[]): number[] {
  const order: number[] = [];
  const state = new Map<number, 'open' | 'done'>();
  for (const root of needed.keys()) {
    const stack = [root];
    for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
      if (state.get(at) === 'done') {
        stack.pop();
        continue;
      }
      state.set(at, 'open');
      const next = [...(needed[at] ?? [])].filter((other) => !state.has(other)).toSorted((a, b) => a - b);
      if (next.length > 0) {
        stack.push(...next.reverse());
        continue;
      }
      stack.pop();
      state.set(at, 'done');
      order.push(at);
    }
  }
  return order;
}
