import type { Task } from '#graph/task.ts';

/**
 * The length of the longest way from each task to the end of the graph, itself included: what a list scheduler starts
 * first. `weight` is the expected duration, in any unit. Dependencies outside the graph and circles count nothing.
 */
export function rankByCriticalPath(
  tasks: readonly Task[],
  weight: (task: Task) => number,
): ReadonlyMap<string, number> {
  const dependants = new Map<string, Task[]>();
  for (const task of tasks)
    for (const id of task.dependsOn) dependants.set(id, [...(dependants.get(id) ?? []), task]);
  const ranks = new Map<string, number>();
  const rank = (task: Task): number => {
    const known = ranks.get(task.id);
    if (known !== undefined) return known;
    ranks.set(task.id, 0);
    const after = Math.max(0, ...(dependants.get(task.id) ?? []).map(rank));
    const length = weight(task) + after;
    ranks.set(task.id, length);
    return length;
  };
  for (const task of tasks) rank(task);
  return ranks;
}
