import type { Task, TaskGraph } from '#graph/task.ts';
import { contextOf, instructionOf, workOf } from './instruction.ts';

/**
 * The graph with each repeated task taken up by the one that is kept: it serves the clauses of both, what was
 * said of either is said of it, and what waited for either waits for it.
 */
export function mergeRepeated(
  graph: TaskGraph,
  pairs: readonly { kept: string; repeated: string }[],
): TaskGraph {
  if (pairs.length === 0) return graph;
  const into = new Map<string, string>();
  for (const { kept, repeated } of pairs) {
    if (into.has(kept) || into.has(repeated)) continue;
    into.set(repeated, kept);
  }
  const renamed = (ids: readonly string[]) => [...new Set(ids.map((id) => into.get(id) ?? id))];
  const tasks = graph.tasks.flatMap((task): Task[] => {
    if (into.has(task.id)) return [];
    const taken = graph.tasks.filter((other) => into.get(other.id) === task.id);
    return [
      {
        ...task,
        instruction: withContextOf(task, taken),
        dependsOn: renamed(task.dependsOn),
        ...(task.inputs === undefined ? {} : { inputs: renamed(task.inputs) }),
        covers: [...new Set([...task.covers, ...taken.flatMap((other) => other.covers)])].toSorted(
          (a, b) => a - b,
        ),
      },
    ];
  });
  return { ...graph, tasks };
}

function withContextOf(task: Task, taken: readonly Task[]): string {
  if (taken.length === 0) return task.instruction;
  const said = [task, ...taken].flatMap(({ instruction }) => contextOf(instruction));
  return instructionOf(workOf(task.instruction), said);
}
