import type { Task, TaskGraph } from '#graph/task.ts';
import type { Validation } from '#graph/validation.ts';

/**
 * Repairs a plan by rules: repeated work is done once, what serves nothing is left out, and a clause that nobody serves
 * gets a task that answers it. The same graph when nothing of that was violated.
 */
export function mend(graph: TaskGraph, violations: Validation['violations']): TaskGraph {
  let { tasks } = graph;
  for (const { rule, tasks: named } of violations) {
    const [kept, repeated] = named;
    if (rule === 'redundant' && kept !== undefined && repeated !== undefined)
      tasks = merge(tasks, kept, repeated);
    if (rule === 'orphan' && kept !== undefined && tasks.length > 1) tasks = remove(tasks, kept);
  }
  const covered = new Set(tasks.flatMap(({ covers }) => covers));
  const taken = new Set(tasks.map(({ id }) => id));
  const added = graph.clauses.flatMap((clause, index) =>
    covered.has(index) ? [] : [answering(clause, index, taken)],
  );
  return { ...graph, tasks: [...tasks, ...added] };
}

function merge(tasks: readonly Task[], kept: string, repeated: string): Task[] {
  const gone = tasks.find(({ id }) => id === repeated);
  if (gone === undefined || !tasks.some(({ id }) => id === kept)) return [...tasks];
  // Whoever waits for the other must not come to wait for itself.
  const loops =
    gone.dependsOn.includes(kept) ||
    !tasks.some(({ id, dependsOn }) => id === kept && dependsOn.includes(repeated));
  if (!loops) return [...tasks];
  return tasks
    .filter(({ id }) => id !== repeated)
    .map((task) => ({
      ...task,
      covers: task.id === kept ? [...new Set([...task.covers, ...gone.covers])] : task.covers,
      ...redirect(task, repeated, [kept]),
    }));
}

/** Dependants of the removed task wait for what it waited for. */
function remove(tasks: readonly Task[], id: string): Task[] {
  const gone = tasks.find((task) => task.id === id);
  return tasks
    .filter((task) => task.id !== id)
    .map((task) => ({ ...task, ...redirect(task, id, gone?.dependsOn ?? []) }));
}

/** What a task waits for, and whose results it works on, with `to` in the place of `from`. */
function redirect(
  { id: self, dependsOn, inputs }: Task,
  from: string,
  to: readonly string[],
): Pick<Task, 'dependsOn' | 'inputs'> {
  const moved = (ids: readonly string[]): string[] => {
    const next = ids.flatMap((id) => (id === from ? to : [id]));
    return [...new Set(next)].filter((id) => id !== self);
  };
  return { dependsOn: moved(dependsOn), ...(inputs === undefined ? {} : { inputs: moved(inputs) }) };
}

function answering(clause: string, index: number, taken: ReadonlySet<string>): Task {
  let id = `clause${index + 1}`;
  while (taken.has(id)) id = `${id}x`;
  return {
    id,
    title: clause.slice(0, 120),
    instruction: clause,
    type: 'answer',
    skills: [],
    dependsOn: [],
    risk: 'low',
    covers: [index],
  };
}
