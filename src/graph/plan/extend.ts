import type { Discovered } from '#graph/result.ts';
import type { Settings } from '#graph/settings.ts';
import type { Task, TaskGraph } from '#graph/task.ts';
import { canonicalType, TASK_TYPES } from '#graph/vocabulary.ts';
import { assessRisk } from './assess-risk.ts';
import { checkGraph } from './check-graph.ts';

export type ExtendLimits = {
  settings: Settings['plan'];
  /** Extensions that this run has had. */
  extensions: number;
  /** Tasks that have begun or ended: their dependencies stay as they are. */
  begun?: ReadonlySet<string>;
  /** The vocabulary, widened by what the agents bring. */
  types?: ReadonlySet<string>;
};

/**
 * The graph with the subtasks that a finished task found necessary, as its children; tasks that waited for the finished
 * one and have not begun wait for them as well. All or nothing: a rejected extension changes nothing.
 */
export function extend(
  graph: TaskGraph,
  parentTaskId: string,
  discovered: readonly Discovered[],
  limits: ExtendLimits,
): { ok: true; graph: TaskGraph } | { ok: false; reason: string } {
  const { settings } = limits;
  const parent = graph.tasks.find((task) => task.id === parentTaskId);
  if (parent === undefined) return { ok: false, reason: `There is no task "${parentTaskId}" to extend.` };
  if (discovered.length === 0) return { ok: true, graph };
  if (discovered.length > settings.maxDiscoveredPerTask) {
    const reason = `"${parentTaskId}" found ${discovered.length} subtasks; the limit is ${settings.maxDiscoveredPerTask}.`;
    return { ok: false, reason };
  }
  if (limits.extensions >= settings.maxExtensions) {
    return { ok: false, reason: `The plan was extended ${limits.extensions} times already.` };
  }
  const taken = new Set(graph.tasks.map((task) => task.id));
  const children = discovered.map((found, at) => child(found, parent, freeId(parent.id, at + 1, taken)));
  const ids = children.map((task) => task.id);
  const begun = limits.begun ?? new Set();
  const tasks = graph.tasks.map((task) =>
    task.dependsOn.includes(parent.id) && !begun.has(task.id)
      ? { ...task, dependsOn: [...task.dependsOn, ...ids], ...inputsWith(task, parent.id, ids) }
      : task,
  );
  const extended = { ...graph, tasks: [...tasks, ...children] };
  const types = limits.types ?? new Set<string>(TASK_TYPES);
  // Judged like a model's plan: what a task found may come from a model or from a page that it read.
  const problems = checkGraph({ ...extended, origin: 'model' }, settings, types).filter(
    (problem) => problem.severity === 'error',
  );
  const first = problems.find(
    (problem) => problem.tasks.length === 0 || problem.tasks.some((id) => ids.includes(id)),
  );
  if (first !== undefined) return { ok: false, reason: first.message };
  return { ok: true, graph: extended };
}

/** Who works on the parent's result works on what it found necessary, too. */
function inputsWith(task: Task, parent: string, ids: readonly string[]): Pick<Task, 'inputs'> {
  if (!task.inputs?.includes(parent)) return {};
  return { inputs: [...task.inputs, ...ids] };
}

function child(found: Discovered, parent: Task, id: string): Task {
  const type = canonicalType(found.type) ?? found.type;
  return {
    id,
    title: found.title,
    instruction: found.instruction,
    type,
    skills: [],
    dependsOn: [parent.id],
    risk: assessRisk(`${found.title}\n${found.instruction}`, type),
    covers: parent.covers,
    parent: parent.id,
  };
}

function freeId(parent: string, number: number, taken: Set<string>): string {
  for (let at = number; ; at++) {
    const id = `${parent.slice(0, 58)}.${at}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}
