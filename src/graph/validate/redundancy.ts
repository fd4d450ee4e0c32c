import { workOf } from '#graph/plan/instruction.ts';
import type { TaskGraph } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';
import { stem } from '#graph/text/stem.ts';
import { verbOfStem } from '#graph/text/verbs.ts';

export type Redundant = {
  /** The task that is done first. */
  kept: string;
  repeated: string;
  /** Token Jaccard, 0 to 1. */
  likeness: number;
};

/** Words that say how, not what: two tasks that differ in these alone are the same work. */
const MANNER: ReadonlySet<string> = new Set(
  (
    'quick quickly brief briefly short careful carefully thorough thoroughly full fully complete completely detailed ' +
    'comprehensive proper properly whole entire current new also first finally then please good best ' +
    'better great nice simple clear'
  )
    .split(' ')
    .map(stem),
);

/**
 * Pairs of tasks, of whatever types, that are nearly the same work: more than `threshold` of their words are shared, and
 * the words that differ do not name another object, person, number, date or action on either side. "In the checkout
 * service" and "in the billing service" are two tasks.
 */
export function findRedundant(graph: TaskGraph, threshold: number): Redundant[] {
  const entries = graph.tasks.map((task) => ({
    id: task.id,
    words: new Set(contentWords(workOf(task.instruction))),
  }));
  const found: Redundant[] = [];
  for (const [at, a] of entries.entries()) {
    for (let other = at + 1; other < entries.length; other++) {
      const b = entries[other];
      if (b === undefined || !canReach(a.words.size, b.words.size, threshold)) continue;
      let shared = 0;
      for (const word of a.words) if (b.words.has(word)) shared++;
      const likeness = shared / (a.words.size + b.words.size - shared);
      if (likeness <= threshold || isAnother(a.words, b.words)) continue;
      if (hasWorkBetween(graph, a.id, b.id) || hasWorkBetween(graph, b.id, a.id)) continue;
      const reversed = graph.tasks[at]?.dependsOn.includes(b.id) ?? false;
      const [kept, repeated] = reversed ? [b.id, a.id] : [a.id, b.id];
      found.push({ kept, repeated, likeness: Math.round(likeness * 10_000) / 10_000 });
    }
  }
  return found;
}

/** "Run the tests, fix what fails, run the tests": with other work in between, doing it twice is meant. */
function hasWorkBetween(graph: TaskGraph, earlier: string, later: string): boolean {
  const needed = allNeeded(graph, later);
  if (!needed.has(earlier)) return false;
  const before = allNeeded(graph, earlier);
  return [...needed].some((id) => id !== earlier && !before.has(id));
}

/** Everything that a task waits for, however far. */
function allNeeded(graph: TaskGraph, id: string): Set<string> {
  const byId = new Map(graph.tasks.map((task) => [task.id, task.dependsOn]));
  const needed = new Set<string>();
  const open = [...(byId.get(id) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    open.push(...(byId.get(next) ?? []));
  }
  return needed;
}

/** The most that two sets of these sizes can share: spares the comparison of a short task with a long one. */
function canReach(a: number, b: number, threshold: number): boolean {
  const larger = Math.max(a, b);
  return larger > 0 && Math.min(a, b) / larger > threshold;
}

/** Whether each side has a word of its own that tells it apart. */
function isAnother(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const onlyA = [...a].filter((word) => !b.has(word) && !MANNER.has(word));
  const onlyB = [...b].filter((word) => !a.has(word) && !MANNER.has(word));
  if (onlyA.length === 0 || onlyB.length === 0) return false;
  // "check" against "verify" is one action in two words; every other pair of words names two things.
  const actions = new Set(onlyB.map((word) => verbOfStem(word)?.type));
  return onlyA.some((word) => {
    const type = verbOfStem(word)?.type;
    return type === undefined || !actions.has(type);
  });
}
