import type { Task, TaskGraph } from '#graph/task.ts';

type Shape = Pick<TaskGraph, 'tasks'>;

/**
 * Ids of the tasks that are on a cycle or wait for one, in order; empty for an acyclic graph. Dependencies on
 * unknown tasks are left aside. Linear (Kahn).
 */
export function cyclicTasks({ tasks }: Shape): string[] {
  const waiting = new Map<string, number>();
  const dependants = new Map<string, string[]>();
  const known = new Set(tasks.map((task) => task.id));
  for (const { id, dependsOn } of tasks) {
    const needed = new Set(dependsOn.filter((other) => known.has(other)));
    waiting.set(id, needed.size);
    for (const other of needed) {
      const list = dependants.get(other);
      if (list === undefined) dependants.set(other, [id]);
      else list.push(id);
    }
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const dependant of dependants.get(id) ?? []) {
      const left = (waiting.get(dependant) ?? 0) - 1;
      waiting.set(dependant, left);
      if (left === 0) ready.push(dependant);
    }
  }
  return [...waiting.keys()];
}

/** Levels of refinement: 1 for a flat graph; one more for every `parent` above a task. Parents on a cycle end it. */
export function hierarchyDepth({ tasks }: Shape): number {
  // A plan without a composite task is the common case.
  if (tasks.every((task) => task.parent === undefined)) return tasks.length === 0 ? 0 : 1;
  const parents = new Map(tasks.map((task) => [task.id, task.parent]));
  return longest(tasks, (task) => {
    const parent = parents.get(task.id);
    return parent === undefined ? [] : [parent];
  });
}

/** Tasks on the longest chain of dependencies: how many steps the plan takes when nothing limits its width. */
export function chainLength({ tasks }: Shape): number {
  return longest(tasks, (task) => task.dependsOn);
}

/** Longest path over an edge function, without recursion (a chain may be as long as the plan); cycles are cut. */
function longest(tasks: readonly Task[], edges: (task: Task) => readonly string[]): number {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const depths = new Map<string, number>();
  for (const start of tasks) {
    const stack = [start];
    for (let task = stack.at(-1); task !== undefined; task = stack.at(-1)) {
      const open = edges(task).filter((id) => byId.has(id) && !depths.has(id));
      if (open.length > 0 && !depths.has(task.id)) {
        // Marked before its dependencies are known, so that a cycle meets a number and ends.
        depths.set(task.id, 0);
        for (const id of open) {
          const next = byId.get(id);
          if (next !== undefined) stack.push(next);
        }
        continue;
      }
      stack.pop();
      depths.set(task.id, 1 + Math.max(0, ...edges(task).map((id) => depths.get(id) ?? 0)));
    }
  }
  return Math.max(0, ...depths.values());
}

/** Ids of the tasks that no other task waits for, in order. */
export function sinks({ tasks }: Shape): string[] {
  const needed = new Set(tasks.flatMap((task) => task.dependsOn));
  return tasks.filter((task) => !needed.has(task.id)).map((task) => task.id);
}
