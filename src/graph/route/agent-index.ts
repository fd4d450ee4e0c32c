import type { AgentCard } from '#graph/agent-card.ts';
import { contentWords } from '#graph/text/content-words.ts';
import { TASK_TYPES } from '#graph/vocabulary.ts';
import { InvertedIndex } from './inverted-index.ts';
import { compareRules, ownRules, type RoutingRule } from './rules.ts';

/** An agent that a search found. `relevance` is 0 to 1: the share of the query's information that its card carries. */
export type AgentHit = {
  readonly agent: AgentCard;
  readonly relevance: number;
};

/** An immutable snapshot of all agents, arranged for routing. */
export interface AgentIndex {
  readonly size: number;
  /** Those given and those that the agents declare, highest priority first. */
  readonly rules: readonly RoutingRule[];
  /** The vocabulary and what the agents bring beside it. */
  readonly types: ReadonlySet<string>;
  get(id: string): AgentCard | undefined;
  /** In the order in which they were given. */
  all(): readonly AgentCard[];
  /** Enabled agents that declare this type, the most successful first, then the cheaper, then by id. */
  withType(type: string): readonly AgentCard[];
  /** Best first, equals by id; `limit` defaults to 10. Cost grows with the agents that match, not with all of them. */
  search(text: string, limit?: number): readonly AgentHit[];
  /** The same for content words that are known already. */
  searchWords(words: readonly string[], limit?: number): readonly AgentHit[];
}

/**
 * Arranges cards for routing. A later card with the id of an earlier one replaces it. Disabled agents stay known by
 * id, so that a decision can say why they were not taken, but no search finds them.
 */
export function buildAgentIndex(
  cards: Iterable<AgentCard>,
  options: { rules?: readonly RoutingRule[] } = {},
): AgentIndex {
  const byId = new Map<string, AgentCard>();
  for (const card of cards) byId.set(card.id, card);
  const all = [...byId.values()];
  const byType = new Map<string, AgentCard[]>();
  const text = new InvertedIndex();
  for (const card of all) {
    for (const type of card.enabled ? card.types : []) {
      const others = byType.get(type);
      if (others === undefined) byType.set(type, [card]);
      else others.push(card);
    }
    text.add(
      card.enabled
        ? {
            examples: card.examples,
            skills: card.skills,
            types: card.types,
            title: [card.title, card.id],
            description: [card.description],
          }
        : {},
    );
  }
  text.seal();
  for (const agents of byType.values()) agents.sort(byPromise);
  const searchWords = (query: readonly string[], limit = 10) =>
    text
      .search(query, limit, (a, b) => compareIds(all[a], all[b]))
      .flatMap((hit) => {
        const agent = all[hit.document];
        return agent === undefined ? [] : [{ agent, relevance: hit.relevance }];
      });
  return {
    size: all.length,
    rules: [...(options.rules ?? []), ...ownRules(all.filter((card) => card.enabled))].toSorted(compareRules),
    types: new Set([...TASK_TYPES, ...byType.keys()]),
    get: (id) => byId.get(id),
    all: () => all,
    withType: (type) => byType.get(type) ?? [],
    search: (query, limit) => searchWords(contentWords(query), limit),
    searchWords,
  };
}

function byPromise(a: AgentCard, b: AgentCard): number {
  const tiers = ['cheap', 'medium', 'expensive'];
  return (
    b.priorSuccess - a.priorSuccess ||
    tiers.indexOf(a.costTier) - tiers.indexOf(b.costTier) ||
    compareIds(a, b)
  );
}

function compareIds(a: AgentCard | undefined, b: AgentCard | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return a.id < b.id ? -1 : 1;
}
