import { fromModelPlan, ModelPlan, PLAN_PROMPT, planPrompt, repairPrompt } from '#graph/plan/model-plan.ts';
import { type PlanInput, planHeuristically, planSingle } from '#graph/plan/plan-heuristically.ts';
import type { RunContext } from '#graph/ports.ts';
import type { State, Update } from '#graph/state.ts';
import type { TaskGraph } from '#graph/task.ts';
import type { ModelCall } from '#graph/usage.ts';
import type { Validation } from '#graph/validation.ts';
import { judgePlan, routePlan } from './assess.ts';
import { mend } from './mend.ts';
import type { Scope, Services } from './step.ts';

/** Tokens that a plan may take: about forty tasks. */
const PLAN_TOKENS = 4_000;

/** A model's plan is taken before a plan by rules unless it scores this much worse: it has understood the request. */
const MODEL_MARGIN = 0.05;

type Planned = { graph: TaskGraph; calls: readonly ModelCall[]; degraded: readonly string[] };

/** Takes the request apart, or, when validation sent the plan back, mends it. */
export async function plan(services: Services, state: State, { run }: Scope): Promise<Update> {
  const { ports } = services;
  const { taskGraph, validation } = state;
  const planned =
    taskGraph !== undefined && validation?.verdict === 'repair'
      ? await planAgain(services, state, taskGraph, validation, run)
      : await planFirst(services, state, run);
  ports.events.append(run, {
    type: 'planned',
    key: `planned:${state.repairs ?? 0}`,
    payload: {
      origin: planned.graph.origin,
      playbook: planned.graph.playbook ?? null,
      tasks: planned.graph.tasks.length,
      clauses: planned.graph.clauses.length,
    },
  });
  return {
    taskGraph: planned.graph,
    modelCalls: [...(state.modelCalls ?? []), ...planned.calls],
    degraded: [...(state.degraded ?? []), ...planned.degraded],
  };
}

async function planFirst(services: Services, state: State, run: RunContext): Promise<Planned> {
  if (state.path?.kind === 'single')
    return { graph: planSingle(state.request.text), calls: [], degraded: [] };
  const input = inputOf(services, state);
  const byRules = planHeuristically(input);
  if (!asksModel(services, state, byRules)) return { graph: byRules, calls: [], degraded: [] };
  const byModel = await askModel(services, state, input, planPrompt(input), run, 1);
  if (byModel.graph === null) {
    const degraded = [`plan: made by rules, since the model gave no usable one (${byModel.problem})`];
    return { graph: byRules, calls: byModel.calls, degraded };
  }
  return { graph: better(services, state, byModel.graph, byRules), calls: byModel.calls, degraded: [] };
}

async function planAgain(
  services: Services,
  state: State,
  before: TaskGraph,
  validation: Validation,
  run: RunContext,
): Promise<Planned> {
  if (before.origin !== 'model' || !services.ports.models.available)
    return { graph: mend(before, validation.violations), calls: [], degraded: [] };
  const input = inputOf(services, state);
  const notes = validation.violations.map(({ message }) => message);
  const prompt = repairPrompt(input, JSON.stringify({ goal: before.goal, tasks: before.tasks }), notes);
  const byModel = await askModel(services, state, input, prompt, run, 0);
  const byRules = planHeuristically(input);
  if (byModel.graph !== null)
    return { graph: better(services, state, byModel.graph, byRules), calls: byModel.calls, degraded: [] };
  const degraded = [`plan: made by rules, since the model could not mend its own (${byModel.problem})`];
  return { graph: byRules, calls: byModel.calls, degraded };
}

/** A question of one part that is easy needs no planner: its answer would be the plan. */
function asksModel({ ports }: Services, { request, difficulty }: State, byRules: TaskGraph): boolean {
  if (!ports.models.available || !ports.flags.enabled('model_planner_enabled', request.user)) return false;
  return byRules.tasks.length > 1 || (difficulty?.band !== 'trivial' && difficulty?.band !== 'easy');
}

async function askModel(
  services: Services,
  state: State,
  input: PlanInput,
  first: { system: string; user: string },
  run: RunContext,
  repairs: number,
): Promise<{ graph: TaskGraph | null; problem: string; calls: readonly ModelCall[] }> {
  const calls: ModelCall[] = [];
  let prompt = first;
  for (let attempt = 0; ; attempt += 1) {
    const answer = await services.ports.models.structured({
      name: PLAN_PROMPT,
      ...prompt,
      schema: ModelPlan,
      tier: state.difficulty?.tier ?? 'small',
      maxOutputTokens: PLAN_TOKENS,
      run,
      resilient: services.ports.flags.enabled('error_handling_enabled', state.request.user),
    });
    calls.push(...answer.calls);
    if (!answer.ok && answer.kind === 'unavailable')
      return { graph: null, problem: 'it was not available', calls };
    const read = answer.ok
      ? fromModelPlan(answer.value, input)
      : { ok: false as const, problems: [answer.error] };
    if (read.ok) return { graph: read.graph, problem: '', calls };
    if (attempt >= repairs) return { graph: null, problem: 'its plan could not be used', calls };
    const said = answer.ok ? JSON.stringify(answer.value) : answer.text;
    prompt = repairPrompt(input, said, read.problems);
  }
}

/** The score of validation chooses among candidates that pass; a candidate that passes beats one that does not. */
function better(services: Services, state: State, byModel: TaskGraph, byRules: TaskGraph): TaskGraph {
  const order = { pass: 2, repair: 1, reject: 0 };
  const judge = (graph: TaskGraph) => judgePlan(services, graph, routePlan(services, graph), state);
  const [model, rules] = [judge(byModel), judge(byRules)];
  if (order[model.verdict] !== order[rules.verdict])
    return order[model.verdict] > order[rules.verdict] ? byModel : byRules;
  return model.score + MODEL_MARGIN >= rules.score ? byModel : byRules;
}

function inputOf({ ports, settings, playbooks }: Services, { request }: State): PlanInput {
  const { text, history, attachments } = request;
  return { text, history, attachments, index: ports.agents.index(), playbooks, settings: settings.plan };
}
