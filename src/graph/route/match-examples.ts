import type { AgentCard } from '#graph/agent-card.ts';
import { workWords } from '#graph/plan/work-words.ts';
import type { Task } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';
import type { Capability } from './capability.ts';

/** How alike a task and one example must be (shared content words of all) for it to count as what the agent is for. */
const NEAR_EXACT = 0.8;
/** How much more alike than any example of the rule's agent. */
const MARGIN = 0.25;
/** Fewer content words than this are no evidence: "write it" stands in many examples. */
const LEAST_WORDS = 2;
/** Relevance that an agent with such an example always has; spares the comparison for nearly all tasks. */
const LEAST_RELEVANCE = 0.4;
const MOST_COMPARED = 3;

export type ExampleMatch = { readonly taken: Capability; readonly likeness: number; readonly ruled: number };

/**
 * The agent with an example that the task repeats nearly word for word, clearly more so than the examples of the agent
 * that a general rule names; null where there is none. `ranked` is in the order in which equals are taken.
 */
export function matchExamples(
  task: Task,
  ruled: AgentCard,
  ranked: readonly Capability[],
): ExampleMatch | null {
  const near = ranked
    .filter(({ hit, agent }) => (hit?.relevance ?? 0) >= LEAST_RELEVANCE && agent.id !== ruled.id)
    .toSorted((a, b) => (b.hit?.relevance ?? 0) - (a.hit?.relevance ?? 0))
    .slice(0, MOST_COMPARED);
  if (near.length === 0) return null;
  const words = new Set(workWords(task));
  if (words.size < LEAST_WORDS) return null;
  let best: { taken: Capability; likeness: number } | null = null;
  for (const taken of near) {
    const likeness = likenessTo(words, taken.agent);
    if (likeness >= NEAR_EXACT && likeness > (best?.likeness ?? 0)) best = { taken, likeness };
  }
  if (best === null) return null;
  const own = likenessTo(words, ruled);
  return best.likeness >= own + MARGIN ? { ...best, ruled: own } : null;
}

const EXAMPLES = new WeakMap<AgentCard, readonly ReadonlySet<string>[]>();

/** The likeness of the most alike example, 0 to 1. */
function likenessTo(words: ReadonlySet<string>, agent: AgentCard): number {
  let examples = EXAMPLES.get(agent);
  if (examples === undefined) {
    examples = agent.examples.map((example) => new Set(contentWords(example)));
    EXAMPLES.set(agent, examples);
  }
  let best = 0;
  for (const example of examples) {
    let shared = 0;
    for (const word of words) if (example.has(word)) shared++;
    best = Math.max(best, shared / (words.size + example.size - shared));
  }
  return best;
}
