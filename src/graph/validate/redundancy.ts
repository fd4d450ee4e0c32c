import type { TaskGraph } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';

export type Redundant = { kept: string; repeated: string; likeness: number };

/** Pairs of tasks that are nearly the same work, whatever their types. */
export function findRedundant(graph: TaskGraph, threshold: number): Redundant[] {
  const entries = graph.tasks.map((task) => ({
    id: task.id,
    words: new Set(contentWords(task.instruction)),
  }));
  const found: Redundant[] = [];
  for (const [at, a] of entries.entries()) {
    for (const b of entries.slice(at + 1)) {
      const shared = [...a.words].filter((word) => b.words.has(word)).length;
      const likeness = shared / (a.words.size + b.words.size - shared || 1);
      if (likeness === 1 && likeness > threshold) found.push({ kept: a.id, repeated: b.id, likeness });
    }
  }
  return found;
}
