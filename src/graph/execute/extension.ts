import { extend } from '#graph/plan/extend.ts';
import type { Ports } from '#graph/ports.ts';
import type { TaskResult } from '#graph/result.ts';
import type { AgentIndex } from '#graph/route/agent-index.ts';
import { route } from '#graph/route/route.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { Settings } from '#graph/settings.ts';
import type { TaskGraph } from '#graph/task.ts';
import { validate } from '#graph/validate/validate.ts';

export type Routed = { graph: TaskGraph; routing: readonly RoutingDecision[] };

export type ExtensionContext = {
  ports: Ports;
  settings: Settings;
  index: AgentIndex;
  load: (agentId: string) => number;
  /** Extensions that this run has had. */
  extensions: number;
  /** Tasks that have begun or ended. */
  begun: ReadonlySet<string>;
};

/**
 * Takes the subtasks that a finished task discovered into the plan: extended, routed and validated as a copy, and
 * swapped in whole by the caller or not at all. Agents of tasks that were routed before stay theirs.
 */
export function takeIn(
  plan: Routed,
  { taskId, discovered }: TaskResult,
  { ports, settings, index, load, extensions, begun }: ExtensionContext,
): ({ ok: true } & Routed) | { ok: false; reason: string } {
  const limits = { settings: settings.plan, extensions, begun, types: index.types };
  const extended = extend(plan.graph, taskId, discovered, limits);
  if (!extended.ok) return extended;
  const known = new Map(plan.routing.map((decision) => [decision.taskId, decision]));
  const added = extended.graph.tasks.filter(({ id }) => !known.has(id));
  const broken = (agentId: string): boolean => ports.runner.broken(agentId);
  const context = { load, broken, modelAvailable: ports.models.available, settings: settings.route };
  const found = route({ ...extended.graph, tasks: added }, index, context);
  const routing = [...plan.routing, ...found];
  // Agents of begun tasks may have broken since: that is no fault of the extension.
  const judged = validate(extended.graph, routing, index, {
    broken: (agentId) => found.some(({ agent }) => agent === agentId) && broken(agentId),
    affordable: { estimateMicroUsd: 0, leftMicroUsd: null },
    settings,
  });
  const against = judged.violations.find(
    ({ tasks }) => tasks.length === 0 || tasks.some((id) => added.some((task) => task.id === id)),
  );
  return against === undefined
    ? { ok: true, graph: extended.graph, routing }
    : { ok: false, reason: against.message };
}
