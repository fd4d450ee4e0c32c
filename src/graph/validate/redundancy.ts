import { workWords } from '#graph/plan/work-words.ts';
import type { TaskGraph } from '#graph/task.ts';
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
    task,
    words: new Set(workWords(task)),
  }));
  const needs = neededBy(graph);
  const gone = new Set<string>();
  const found: Redundant[] = [];
  for (const [at, a] of entries.entries()) {
    // What repeats another task says nothing new of a third one.
    if (gone.has(a.task.id)) continue;
    for (let other = at + 1; other < entries.length && !gone.has(a.task.id); other++) {
      const b = entries[other];
      if (b === undefined || gone.has(b.task.id) || !canReach(a.words.size, b.words.size, threshold))
        continue;
      const likeness = jaccard(a.words, b.words, threshold);
      if (likeness <= threshold || isAnother(a.words, b.words)) continue;
      const [x, y] = [a.task.id, b.task.id];
      if (hasWorkBetween(needs, gone, x, y) || hasWorkBetween(needs, gone, y, x)) continue;
      const [kept, repeated] = needs(x).has(y) ? [y, x] : [x, y];
      gone.add(repeated);
      found.push({ kept, repeated, likeness: Math.round(likeness * 10_000) / 10_000 });
    }
  }
  return found;
}

type Needs = (id: string) => ReadonlySet<string>;

/** "Run the tests, fix what fails, run the tests": with other work in between, doing it twice is meant. */
function hasWorkBetween(needs: Needs, gone: ReadonlySet<string>, earlier: string, later: string): boolean {
  if (!needs(later).has(earlier)) return false;
  // Whoever waits for the earlier one waits for all that it waited for: more than that is other work, unless it is
  // the same thing said once more.
  const before = needs(earlier);
  let repeated = 0;
  for (const id of gone) if (needs(later).has(id) && !before.has(id)) repeated++;
  return needs(later).size - repeated > before.size + 1;
}

/** Everything that a task waits for, however far; found once for each task that is asked about. */
function neededBy(graph: TaskGraph): Needs {
  const direct = new Map(graph.tasks.map((task) => [task.id, task.dependsOn]));
  const known = new Map<string, ReadonlySet<string>>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const needed = new Set<string>();
    const open = [...(direct.get(id) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (needed.has(next)) continue;
      needed.add(next);
      const closed = known.get(next);
      if (closed === undefined) open.push(...(direct.get(next) ?? []));
      else for (const other of closed) needed.add(other);
    }
    known.set(id, needed);
    return needed;
  };
}

/** Shared words of all words; 0 as soon as it cannot pass the threshold any more, which is early for nearly all pairs. */
function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>, threshold: number): number {
  const least = (threshold * (a.size + b.size)) / (1 + threshold);
  let shared = 0;
  let left = a.size;
  for (const word of a) {
    if (b.has(word)) shared++;
    left--;
    if (shared + left < least) return 0;
  }
  return shared / (a.size + b.size - shared);
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
