import type { AgentCard } from '#graph/agent-card.ts';
import { checkGraph } from '#graph/plan/check-graph.ts';
import type { AgentIndex } from '#graph/route/agent-index.ts';
import { sayNeeds } from '#graph/route/say.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { Settings } from '#graph/settings.ts';
import type { TaskGraph } from '#graph/task.ts';
import type { Validation } from '#graph/validation.ts';
import { findRedundant } from './redundancy.ts';
import { scorePlan } from './score.ts';

export type ValidateContext = {
  /** True while this agent's breaker is open. */
  readonly broken: (agentId: string) => boolean;
  readonly affordable: {
    readonly estimateMicroUsd: number;
    /** The least that any budget it touches has left; null where none is set. */
    readonly leftMicroUsd: number | null;
  };
  readonly settings: Pick<Settings, 'plan' | 'validate'>;
};

type Issue = Validation['violations'][number];
/** `repairable`: another plan could do better. The rest is true of every plan for this request. */
type Violation = Issue & { repairable: boolean };
export type Routed = { graph: TaskGraph; decisions: ReadonlyMap<string, RoutingDecision>; index: AgentIndex };

/**
 * AOP: is the routed plan solvable, complete, free of repeated work, affordable and safe? `repair` means that another
 * plan could pass, `reject` that none will; messages are written for the requester. The score refuses nothing.
 */
export function validate(
  graph: TaskGraph,
  routing: readonly RoutingDecision[],
  index: AgentIndex,
  context: ValidateContext,
): Validation {
  const routed = { graph, decisions: new Map(routing.map((entry) => [entry.taskId, entry])), index };
  const structure = checkGraph(graph, context.settings.plan, index.types);
  const redundant = findRedundant(graph, context.settings.validate.duplicateJaccard);
  const violations: Violation[] = [
    ...structure
      .filter((problem) => problem.severity === 'error')
      .map(({ rule, message, tasks }) => ({
        rule,
        message,
        tasks,
        repairable: graph.origin === 'model' && rule !== 'dangerous',
      })),
    ...solvable(routed),
    ...complete(graph),
    ...redundant.map(({ kept, repeated, likeness }) => ({
      rule: 'redundant',
      message: `"${titleOf(graph, repeated)}" repeats "${titleOf(graph, kept)}" (${Math.round(100 * likeness)} % alike).`,
      tasks: [kept, repeated],
      repairable: true,
    })),
    ...affordable(context),
  ];
  const warnings = [
    ...structure
      .filter((problem) => problem.severity === 'warning')
      .map(({ rule, message, tasks }) => ({ rule, message, tasks })),
    ...sameSpecialist(routed),
    ...unable(routed),
    ...failing(routed, context),
    ...approvals(graph),
  ];
  const final = violations.some((violation) => !violation.repairable);
  return {
    verdict: final ? 'reject' : violations.length > 0 ? 'repair' : 'pass',
    degraded:
      !final && routing.some(({ agent, runnable }) => agent !== null && (!runnable || context.broken(agent))),
    ...scorePlan(routed),
    violations: violations.map(({ rule, message, tasks }) => ({ rule, message, tasks })),
    warnings,
  };
}

function solvable({ graph, decisions, index }: Routed): Violation[] {
  return graph.tasks.flatMap((task) => {
    const decision = decisions.get(task.id);
    const problem = decision === undefined ? 'was not routed' : agentProblem(decision, index);
    if (problem === null) return [];
    return [
      { rule: 'unsolvable', message: `"${task.title}" ${problem}`, tasks: [task.id], repairable: false },
    ];
  });
}

function agentProblem(decision: RoutingDecision, index: AgentIndex): string | null {
  if (decision.agent === null) {
    const nearest = decision.alternatives.map((other) => `${other.agent} (${other.lost})`).join(', ');
    const hint = nearest === '' ? '' : ` Nearest: ${nearest}.`;
    return `has no agent. ${decision.reasons.join(' ')}${hint}`;
  }
  const agent: AgentCard | undefined = index.get(decision.agent);
  if (agent === undefined) return `was given to "${decision.agent}", which does not exist.`;
  if (!agent.enabled) return `was given to ${agent.title}, which is disabled.`;
  return null;
}

function complete(graph: TaskGraph): Violation[] {
  const violations: Violation[] = [];
  const covered = new Set(graph.tasks.flatMap((task) => task.covers));
  for (const [at, clause] of graph.clauses.entries()) {
    if (covered.has(at)) continue;
    violations.push({
      rule: 'uncovered',
      message: `No task serves "${clause}".`,
      tasks: [],
      repairable: true,
    });
  }
  for (const task of graph.tasks) {
    const serves = task.covers.some((at) => at < graph.clauses.length);
    if (serves) continue;
    const message = `"${task.title}" serves nothing that was asked.`;
    violations.push({ rule: 'orphan', message, tasks: [task.id], repairable: true });
  }
  return violations;
}

function affordable({ affordable: { estimateMicroUsd, leftMicroUsd } }: ValidateContext): Violation[] {
  if (leftMicroUsd === null || estimateMicroUsd <= leftMicroUsd) return [];
  const message = `It would cost about ${usd(estimateMicroUsd)}, and ${usd(leftMicroUsd)} of the budget is left.`;
  return [{ rule: 'unaffordable', message, tasks: [], repairable: false }];
}

function sameSpecialist({ graph, decisions }: Routed): Issue[] {
  const groups = new Map<string, { agent: string; type: string; tasks: string[] }>();
  for (const task of graph.tasks) {
    const agent = decisions.get(task.id)?.agent;
    if (agent === undefined || agent === null) continue;
    const key = `${agent}\n${task.type}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { agent, type: task.type, tasks: [task.id] });
    else group.tasks.push(task.id);
  }
  return [...groups.values()]
    .filter((group) => group.tasks.length > 1)
    .map(({ agent, type, tasks }) => ({
      rule: 'same_specialist',
      message: `${agent} has ${tasks.length} ${type} tasks with different texts.`,
      tasks,
    }));
}

function unable({ graph, decisions }: Routed): Issue[] {
  return graph.tasks.flatMap((task) => {
    const decision = decisions.get(task.id);
    if (decision === undefined || decision.agent === null || decision.runnable) return [];
    const message = `"${task.title}" cannot run here: ${decision.agent} needs ${sayNeeds(decision.needs)}.`;
    return [{ rule: 'not_runnable', message, tasks: [task.id] }];
  });
}

/** No violation: what others do is done, and a breaker closes by itself. */
function failing({ graph, decisions }: Routed, { broken }: ValidateContext): Issue[] {
  return graph.tasks.flatMap((task) => {
    const agent = decisions.get(task.id)?.agent ?? null;
    if (agent === null || !broken(agent)) return [];
    const message = `"${task.title}" was given to ${agent}, which fails at present; try again in a minute.`;
    return [{ rule: 'failing_agent', message, tasks: [task.id] }];
  });
}

function approvals(graph: TaskGraph): Issue[] {
  return graph.tasks
    .filter((task) => task.risk === 'high' || task.risk === 'critical')
    .map((task) => ({
      rule: 'approval',
      message: `"${task.title}" is of ${task.risk} risk and needs an approval.`,
      tasks: [task.id],
    }));
}

function titleOf(graph: TaskGraph, id: string): string {
  return graph.tasks.find((task) => task.id === id)?.title ?? id;
}

function usd(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(2)}`;
}
