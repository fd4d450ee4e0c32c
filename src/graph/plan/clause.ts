import type { Token } from '#graph/text/lex.ts';

/** A part of the request that asks for one thing, as it was read. */
export type Clause = {
  /** What is asked, without courtesy and order words; its own words, never others. */
  text: string;
  /** The line that it was read from, which its tokens point into. */
  source: string;
  tokens: readonly Token[];
  question: boolean;
  /** "We need a landing page": a wish for a thing, without a verb of its own. */
  wish: boolean;
  /** Indexes of the clauses that must be done first; all are earlier. */
  dependsOn: number[];
  /** Those of them that its own words point at ("it", "the findings"); null where it points at nothing. */
  inputs: number[] | null;
  /** Another clause speaks of this one as known ("test it"): the requester lays out the steps. */
  takenUp: boolean;
  /** What was said beside it: background, constraints, headings. */
  context: string[];
  /** The requester's own choice of agent: an id where an agent was meant, else the name as written. */
  agent?: string;
};
