import { type PlanInput, planHeuristically } from '#graph/plan/plan-heuristically.ts';
import { readPlaybooks, SHIPPED_PLAYBOOKS_DIR } from '#graph/plan/read-playbooks.ts';
import { type AgentIndex, buildAgentIndex } from '#graph/route/agent-index.ts';
import { type RouteContext, route } from '#graph/route/route.ts';
import { SHIPPED_RULES } from '#graph/route/rules.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { Task, TaskGraph } from '#graph/task.ts';
import { ROSTER } from './cards.ts';

export const INDEX = buildAgentIndex(ROSTER, { rules: SHIPPED_RULES });
export const { playbooks: PLAYBOOKS, problems: PLAYBOOK_PROBLEMS } = await readPlaybooks([
  SHIPPED_PLAYBOOKS_DIR,
]);

export function input(text: string, given: Partial<PlanInput> = {}): PlanInput {
  return {
    text,
    history: [],
    attachments: [],
    index: INDEX,
    playbooks: PLAYBOOKS,
    settings: DEFAULT_SETTINGS.plan,
    ...given,
  };
}

export function plan(text: string, given: Partial<PlanInput> = {}): TaskGraph {
  return planHeuristically(input(text, given));
}

/** What a plan says, short enough to be read in a test: `type: work <- dependencies`. */
export function outline(graph: TaskGraph): string[] {
  return graph.tasks.map((task) => {
    const work = task.instruction.split('\n')[0] ?? '';
    return `${task.type}: ${work}${task.dependsOn.length > 0 ? ` <- ${task.dependsOn.join(' ')}` : ''}`;
  });
}

export function routed(
  graph: TaskGraph,
  given: Partial<RouteContext> = {},
  index: AgentIndex = INDEX,
): RoutingDecision[] {
  return route(graph, index, {
    load: () => 0,
    broken: () => false,
    modelAvailable: false,
    settings: DEFAULT_SETTINGS.route,
    ...given,
  });
}

export function task(given: Partial<Task> & { id: string }): Task {
  return {
    title: given.id,
    instruction: given.id,
    type: 'answer',
    skills: [],
    dependsOn: [],
    risk: 'low',
    covers: [0],
    ...given,
  };
}

export function graphOf(tasks: readonly Task[], given: Partial<TaskGraph> = {}): TaskGraph {
  return { goal: 'goal', clauses: ['goal'], tasks: [...tasks], origin: 'heuristic', ...given };
}
