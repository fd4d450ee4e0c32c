import type { AgentCard } from '#graph/agent-card.ts';
import type { Alternative, RoutingDecision } from '#graph/routing.ts';
import type { Settings } from '#graph/settings.ts';
import type { Task, TaskGraph } from '#graph/task.ts';
import type { AgentIndex } from './agent-index.ts';
import { type Capability, capabilityOf, evidenceFor, rankByCapability } from './capability.ts';
import { matchExamples } from './match-examples.ts';
import { matchRules } from './match-rules.ts';
import { nearestAgents, resolveAgent } from './resolve-agent.ts';
import { isGeneral } from './rules.ts';
import { sayNeeds, sayRule, sayShare } from './say.ts';

export type RouteContext = {
  /** Tasks in flight on this agent in the whole deployment. */
  readonly load: (agentId: string) => number;
  /** True while this agent's breaker is open. */
  readonly broken: (agentId: string) => boolean;
  readonly modelAvailable: boolean;
  readonly settings: Settings['route'];
};

/** How many agents that were not taken a decision names. */
const ALTERNATIVES = 3;

/**
 * One decision per task, in the graph's order: the requester's explicit choice, else the first rule that holds, else
 * the best scored capability above the floor, else the generalist, else nobody. The task of an agent that is only
 * failing at present goes to another that can do its type, else to that agent all the same: to be told what fails is
 * better than an answer from somebody who does not do such work. A rule on nothing but the type gives way
 * to an agent with an example that says nearly the same as the task: what its author wrote down is better evidence than
 * a type that was guessed from a verb. Deterministic; tasks given earlier in
 * the same plan count as load, so that equals share the work.
 */
export function route(graph: TaskGraph, index: AgentIndex, context: RouteContext): RoutingDecision[] {
  const given = new Map<string, number>();
  return graph.tasks.map((task) => {
    const load = (agentId: string) => context.load(agentId) + (given.get(agentId) ?? 0);
    const decision = routeTask(task, index, { ...context, load });
    if (decision.agent !== null) given.set(decision.agent, (given.get(decision.agent) ?? 0) + 1);
    return decision;
  });
}

type Choice = Pick<RoutingDecision, 'by' | 'reasons'> & {
  rule?: string;
  taken: Capability;
  /** The agent whose general rule gave way to the examples of the one taken. */
  over?: string;
};

function routeTask(task: Task, index: AgentIndex, context: RouteContext): RoutingDecision {
  const ranked = rankByCapability(task, index, context.load);
  const notes: string[] = [];
  const score = (agent: AgentCard) =>
    ranked.find((entry) => entry.agent.id === agent.id) ??
    capabilityOf(task, agent, undefined, context.load(agent.id));

  if (task.agent !== undefined) {
    const named = resolveAgent(task.agent, index);
    if (named?.enabled) {
      const reasons = [`The requester asked for ${named.title}.`];
      return decide(task, { by: 'explicit', reasons, taken: score(named) }, ranked, context);
    }
    const why = named === undefined ? `There is no agent "${task.agent}".` : `${named.title} is disabled.`;
    return unroutable(task, [why], ranked, index, context, task.agent);
  }
  /** Whose task it is, but for an open breaker. */
  let resting: Choice | undefined;
  for (const rule of matchRules(task, index.rules)) {
    const agent = index.get(rule.agent);
    if (agent === undefined || !agent.enabled || context.broken(agent.id)) {
      const why = agent === undefined ? 'does not exist' : agent.enabled ? 'fails at present' : 'is disabled';
      notes.push(`Rule ${rule.id} was passed over: its agent ${rule.agent} ${why}.`);
      if (agent?.enabled)
        resting ??= { by: 'rule', rule: rule.id, reasons: [sayRule(rule)], taken: score(agent) };
      continue;
    }
    const like = isGeneral(rule) ? matchExamples(task, agent, ranked) : null;
    if (like !== null && mayTake(like.taken.agent, agent, context)) {
      const [own, other] = [sayShare(like.likeness), sayShare(like.ruled)];
      const reasons = [
        `Examples of ${like.taken.agent.id} match this better than the general rule ${rule.id}, which names ` +
          `${agent.id}: ${own} of the words against ${other}.`,
        ...notes,
      ];
      return decide(task, { by: 'capability', reasons, taken: like.taken, over: agent.id }, ranked, context);
    }
    const reasons = [sayRule(rule), ...notes];
    return decide(task, { by: 'rule', rule: rule.id, reasons, taken: score(agent) }, ranked, context);
  }
  const floor = context.settings.confidenceFloor;
  const sure = ranked.filter((entry) => entry.confidence >= floor);
  const [first] = sure;
  if (first !== undefined && context.broken(first.agent.id))
    resting ??= { by: 'capability', reasons: [evidenceFor(task, first)], taken: first };
  const able = sure.filter(({ agent }) =>
    resting === undefined ? !context.broken(agent.id) : standsIn(task, agent, resting, context),
  );
  const best = preferRunnable(task, able, context);
  if (best !== undefined) {
    const reasons = [evidenceFor(task, best), ...notes];
    return decide(task, { by: 'capability', reasons, taken: best }, ranked, context);
  }
  notes.push(`No specialist fits this task well enough (confidence ${floor} or more).`);
  const { generalist, generalistWithModel } = context.settings;
  for (const id of context.modelAvailable ? [generalistWithModel, generalist] : [generalist]) {
    const agent = index.get(id);
    if (agent === undefined || !agent.enabled) continue;
    const reasons = [...notes, `${agent.id} takes what no specialist does.`];
    const choice: Choice = { by: 'generalist', reasons, taken: score(agent) };
    if (context.broken(id)) resting ??= choice;
    else if (resting === undefined || agent.types.includes(task.type))
      return decide(task, choice, ranked, context);
  }
  if (resting !== undefined) {
    const fails = `${resting.taken.agent.id} fails at present, and nobody else here does ${task.type}.`;
    return decide(task, { ...resting, reasons: [...resting.reasons, fails] }, ranked, context);
  }
  return unroutable(task, notes, ranked, index, context);
}

/** For an agent that only fails at present: somebody who does this type of task, and can do it here. */
function standsIn(task: Task, agent: AgentCard, resting: Choice, context: RouteContext): boolean {
  return agent.types.includes(task.type) && mayTake(agent, resting.taken.agent, context);
}

/** Examples choose nobody who fails or cannot run here over somebody who can. */
function mayTake(agent: AgentCard, ruled: AgentCard, context: RouteContext): boolean {
  if (context.broken(agent.id)) return false;
  return needsOf(agent, context).length === 0 || needsOf(ruled, context).length > 0;
}

/** Without a model, an agent that can run and does this type of task goes before a better one that cannot run. */
function preferRunnable(
  task: Task,
  able: readonly Capability[],
  context: RouteContext,
): Capability | undefined {
  const best = able[0];
  if (best === undefined || needsOf(best.agent, context).length === 0) return best;
  return (
    able.find(({ agent }) => needsOf(agent, context).length === 0 && agent.types.includes(task.type)) ?? best
  );
}

function decide(
  task: Task,
  choice: Choice,
  ranked: readonly Capability[],
  context: RouteContext,
): RoutingDecision {
  const { agent } = choice.taken;
  const needs = needsOf(agent, context);
  return {
    taskId: task.id,
    agent: agent.id,
    by: choice.by,
    ...(choice.rule === undefined ? {} : { rule: choice.rule }),
    score: choice.taken.score,
    parts: choice.taken.parts,
    reasons:
      needs.length === 0
        ? choice.reasons
        : [...choice.reasons, `It cannot run here: it needs ${sayNeeds(needs)}.`],
    alternatives: ranked
      .filter((entry) => entry.agent.id !== agent.id)
      .slice(0, ALTERNATIVES)
      .map((entry) => ({ agent: entry.agent.id, score: entry.score, lost: whyLost(entry, choice, context) })),
    runnable: needs.length === 0,
    needs,
  };
}

function unroutable(
  task: Task,
  notes: readonly string[],
  ranked: readonly Capability[],
  index: AgentIndex,
  context: RouteContext,
  wanted?: string,
): RoutingDecision {
  const nearest = wanted === undefined ? [] : nearestAgents(wanted, index, ALTERNATIVES);
  const alternatives: Alternative[] =
    nearest.length > 0
      ? nearest.map((agent) => ({ agent: agent.id, score: 0, lost: `its name is near to "${wanted}"` }))
      : ranked.slice(0, ALTERNATIVES).map((entry) => ({
          agent: entry.agent.id,
          score: entry.score,
          lost: wanted === undefined ? whatItLacks(task, entry, context) : 'its name is another',
        }));
  return {
    taskId: task.id,
    agent: null,
    by: 'unroutable',
    score: 0,
    parts: {},
    reasons: [...notes],
    alternatives,
    runnable: false,
    needs: ['agent'],
  };
}

function whyLost(entry: Capability, choice: Choice, context: RouteContext): string {
  if (context.broken(entry.agent.id)) return 'it fails at present';
  if (choice.by === 'explicit') return 'the requester chose another';
  if (choice.by === 'rule') return `rule ${choice.rule} comes before scores`;
  if (choice.over !== undefined) return 'its examples match less';
  if (entry.confidence < context.settings.confidenceFloor) return 'below the confidence floor';
  if (entry.score > choice.taken.score)
    return `it cannot run here without ${sayNeeds(needsOf(entry.agent, context))}`;
  const weakest = (['relevance', 'success'] as const).find(
    (part) => entry.parts[part] < choice.taken.parts[part],
  );
  if (weakest !== undefined)
    return `less ${weakest}: ${entry.parts[weakest]} against ${choice.taken.parts[weakest]}`;
  const dearer = (['cost', 'load', 'latency'] as const).find(
    (part) => entry.parts[part] > choice.taken.parts[part],
  );
  return dearer === undefined ? 'equal score; the smaller id is taken' : `more ${dearer}`;
}

function whatItLacks(task: Task, entry: Capability, context: RouteContext): string {
  if (context.broken(entry.agent.id)) return 'it fails at present';
  const lacks: string[] = [];
  if (!entry.agent.types.includes(task.type)) lacks.push(`does not do ${task.type}`);
  lacks.push(`confidence ${entry.confidence}, below the floor of ${context.settings.confidenceFloor}`);
  return lacks.join('; ');
}

function needsOf(agent: AgentCard, context: RouteContext): string[] {
  const needs = new Set(agent.needs);
  if (agent.kind === 'model' && !context.modelAvailable) needs.add('model');
  return [...needs];
}
