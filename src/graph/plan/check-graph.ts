import type { Settings } from '#graph/settings.ts';
import type { TaskGraph } from '#graph/task.ts';
import { TASK_TYPES } from '#graph/vocabulary.ts';
import { dangerIn } from './danger.ts';
import { cyclicTasks, hierarchyDepth } from './graph-shape.ts';

export type GraphProblem = {
  rule:
    | 'duplicate_id'
    | 'self_reference'
    | 'unknown_dependency'
    | 'unknown_parent'
    | 'cycle'
    | 'unknown_type'
    | 'too_deep'
    | 'too_large'
    | 'empty'
    | 'dangerous';
  /** `warning` is a limit that comes near. */
  severity: 'error' | 'warning';
  message: string;
  tasks: string[];
};

const VOCABULARY: ReadonlySet<string> = new Set(TASK_TYPES);

/**
 * Everything that makes a task graph unusable whoever made it, and the limits that come near. `types` widens the
 * vocabulary by what the agents bring (`AgentIndex.types`).
 */
export function checkGraph(
  graph: TaskGraph,
  settings: Settings['plan'],
  types: ReadonlySet<string> = VOCABULARY,
): GraphProblem[] {
  return [
    ...identityProblems(graph),
    ...cycleProblems(graph),
    ...taskProblems(graph, types),
    ...limitProblems(graph, settings),
  ];
}

/** True when every task is finished; false for an empty graph, and for one with a cycle, which can never finish. */
export function isComplete(graph: TaskGraph, finishedIds: Iterable<string>): boolean {
  const finished = new Set(finishedIds);
  return (
    graph.tasks.length > 0 &&
    cyclicTasks(graph).length === 0 &&
    graph.tasks.every((task) => finished.has(task.id))
  );
}

function identityProblems(graph: TaskGraph): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const error = (rule: GraphProblem['rule'], message: string, id: string) =>
    problems.push({ rule, severity: 'error', message, tasks: [id] });
  const seen = new Set<string>();
  for (const { id } of graph.tasks) {
    if (seen.has(id)) error('duplicate_id', `Two tasks share the id "${id}".`, id);
    seen.add(id);
  }
  for (const { id, dependsOn, parent } of graph.tasks) {
    if (dependsOn.includes(id)) error('self_reference', `Task "${id}" depends on itself.`, id);
    if (parent === id) error('self_reference', `Task "${id}" is its own parent.`, id);
    for (const other of dependsOn) {
      if (!seen.has(other))
        error('unknown_dependency', `Task "${id}" depends on "${other}", which is no task.`, id);
    }
    if (parent !== undefined && !seen.has(parent)) {
      error('unknown_parent', `Task "${id}" refines "${parent}", which is no task.`, id);
    }
  }
  return problems;
}

function cycleProblems(graph: TaskGraph): GraphProblem[] {
  const tasks = cyclicTasks(graph);
  if (tasks.length === 0) return [];
  return [
    { rule: 'cycle', severity: 'error', message: `Tasks wait for each other: ${tasks.join(', ')}.`, tasks },
  ];
}

function taskProblems(graph: TaskGraph, types: ReadonlySet<string>): GraphProblem[] {
  const problems: GraphProblem[] = [];
  for (const task of graph.tasks) {
    if (!types.has(task.type)) {
      const message = `Task "${task.id}" has the type "${task.type}", which is not in the vocabulary.`;
      problems.push({ rule: 'unknown_type', severity: 'error', message, tasks: [task.id] });
    }
    const danger = dangerIn(task, graph.origin);
    if (danger !== null) {
      const message = `Task "${task.id}" asks for something that is never done here: ${danger}.`;
      problems.push({ rule: 'dangerous', severity: 'error', message, tasks: [task.id] });
    }
  }
  return problems;
}

function limitProblems(graph: TaskGraph, settings: Settings['plan']): GraphProblem[] {
  const size = graph.tasks.length;
  if (size === 0) return [{ rule: 'empty', severity: 'error', message: 'The plan has no task.', tasks: [] }];
  const problems: GraphProblem[] = [];
  const limit = (rule: 'too_large' | 'too_deep', what: string, value: number, warn: number, max: number) => {
    if (value <= warn) return;
    const severity = value > max ? 'error' : 'warning';
    problems.push({
      rule,
      severity,
      message: `The plan has ${value} ${what}; the limit is ${max}.`,
      tasks: [],
    });
  };
  limit('too_large', 'tasks', size, settings.warnTasks, settings.maxTasks);
  limit('too_deep', 'levels', hierarchyDepth(graph), settings.warnDepth, settings.maxDepth);
  return problems;
}
