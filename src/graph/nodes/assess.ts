import { route as routeTasks } from '#graph/route/route.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { State } from '#graph/state.ts';
import type { TaskGraph } from '#graph/task.ts';
import { validate as validatePlan } from '#graph/validate/validate.ts';
import type { Validation } from '#graph/validation.ts';
import { costOf } from './cost.ts';
import type { Services } from './step.ts';

/** Routes a plan over the agents as they are now. */
export function routePlan({ ports, settings, slots }: Services, graph: TaskGraph): RoutingDecision[] {
  return routeTasks(graph, ports.agents.index(), {
    load: (agentId) => slots.load(agentId),
    broken: (agentId) => ports.runner.broken(agentId),
    modelAvailable: ports.models.available,
    settings: settings.route,
  });
}

/**
 * Gives the one task of a run without a plan to the generalist: a general model agent where a model is there, even
 * while that fails, since the handbook is no stand-in for it; else the one that needs none. Routed like any other task
 * where the deployment has no generalist.
 */
export function routeSingle(services: Services, graph: TaskGraph): RoutingDecision[] {
  const { ports, settings } = services;
  const { generalist, generalistWithModel } = settings.route;
  const index = ports.agents.index();
  const wanted = ports.models.available ? [generalistWithModel, generalist] : [generalist];
  const agent = wanted.find((id) => index.get(id)?.enabled === true);
  if (agent === undefined) return routePlan(services, graph);
  const tasks = graph.tasks.map((task) => ({ ...task, agent }));
  return routePlan(services, { ...graph, tasks }).map((decision) => ({
    ...decision,
    by: 'generalist',
    reasons: ['Nothing is planned or shared out for this request: one generalist answers it.'],
    alternatives: [],
  }));
}

/**
 * Judges a routed plan. What was reserved on admission is what the run may cost: a plan with more tasks for models than
 * that pays for is not affordable.
 */
export function judgePlan(
  { ports, settings }: Services,
  graph: TaskGraph,
  routing: readonly RoutingDecision[],
  { difficulty, reservedMicroUsd }: Pick<State, 'difficulty' | 'reservedMicroUsd'>,
): Validation {
  const index = ports.agents.index();
  const forModels = routing.filter(
    ({ agent, runnable }) => runnable && agent !== null && index.get(agent)?.kind === 'model',
  ).length;
  const estimateMicroUsd =
    difficulty === undefined ? 0 : costOf(forModels, difficulty, settings.admit.microUsdPerToken);
  return validatePlan(graph, routing, index, {
    broken: (agentId) => ports.runner.broken(agentId),
    affordable: { estimateMicroUsd, leftMicroUsd: reservedMicroUsd ?? null },
    settings,
  });
}
