import { route as routeTasks } from '#graph/route/route.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { TaskGraph } from '#graph/task.ts';
import { validate as validatePlan } from '#graph/validate/validate.ts';
import type { Validation } from '#graph/validation.ts';
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

/** Judges a routed plan. What was reserved on admission is what the run may cost: no budget has less left for it. */
export function judgePlan(
  { ports, settings }: Services,
  graph: TaskGraph,
  routing: readonly RoutingDecision[],
  reservedMicroUsd: number | undefined,
): Validation {
  return validatePlan(graph, routing, ports.agents.index(), {
    broken: (agentId) => ports.runner.broken(agentId),
    affordable: { estimateMicroUsd: reservedMicroUsd ?? 0, leftMicroUsd: reservedMicroUsd ?? null },
    settings,
  });
}
