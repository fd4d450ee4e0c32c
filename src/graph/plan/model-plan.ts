import { z } from 'zod';
import type { Task, TaskGraph } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';
import { canonicalType } from '#graph/vocabulary.ts';
import { assessRisk } from './assess-risk.ts';
import { checkGraph } from './check-graph.ts';
import { normaliseText } from './normalise.ts';
import type { PlanInput } from './plan-heuristically.ts';
import { resolveClauses } from './resolve-clauses.ts';

export { PLAN_PROMPT, planPrompt, repairPrompt } from './plan-prompt.ts';

/** What a model is asked for: small, so that small models can give it. */
export const ModelPlan = z.object({
  goal: z.string(),
  tasks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      instruction: z.string(),
      type: z.string(),
      dependsOn: z.array(z.string()),
    }),
  ),
});
export type ModelPlan = z.infer<typeof ModelPlan>;

const TaskId = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/i);
/** Share of a clause's words that a task must take up to serve it: models say things in other words. */
const SERVES = 0.3;

/**
 * A model's plan as a graph, or everything that is wrong with it, written for the model. Model output is untrusted: ids,
 * types and structure are checked, what is dangerous is refused, and risk, coverage and the requester's own choice of
 * agent are ours to find, never the model's.
 */
export function fromModelPlan(
  plan: ModelPlan,
  input: PlanInput,
): { ok: true; graph: TaskGraph } | { ok: false; problems: string[] } {
  const clauses = resolveClauses(input);
  const problems: string[] = [];
  const tasks: Task[] = [];
  for (const [at, given] of plan.tasks.entries()) {
    const name = `Task ${at + 1} ("${given.id.slice(0, 40)}")`;
    const id = given.id.trim();
    if (!TaskId.safeParse(id).success)
      problems.push(`${name}: the id may have letters, digits, "_", "." and "-" only.`);
    const type = canonicalType(given.type) ?? given.type;
    const title = normaliseText(given.title);
    const instruction = normaliseText(given.instruction);
    if (title === '') problems.push(`${name}: the title is empty.`);
    if (title.length > 200) problems.push(`${name}: the title is longer than 200 characters.`);
    if (instruction === '') problems.push(`${name}: the instruction is empty.`);
    if (instruction.length > 8_000) problems.push(`${name}: the instruction is longer than 8000 characters.`);
    tasks.push({
      id,
      title,
      instruction,
      type,
      skills: [],
      dependsOn: [...new Set(given.dependsOn.map((other) => other.trim()))],
      risk: assessRisk(`${title}\n${instruction}`, type),
      covers: [],
    });
  }
  const texts = clauses.map((clause) => clause.text);
  const graph: TaskGraph = {
    goal: normaliseText(plan.goal) || normaliseText(input.text),
    clauses: texts,
    tasks: chosen(cover(tasks, texts), clauses),
    origin: 'model',
  };
  for (const problem of checkGraph(graph, input.settings, input.index.types)) {
    if (problem.severity === 'error') problems.push(problem.message);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, graph };
}

/**
 * Which clauses each task serves. A task that shares words with none serves what it prepares: the clauses of the tasks
 * that wait for it, or of those that it waits for. With one clause everything serves it.
 */
function cover(tasks: readonly Task[], clauses: readonly string[]): Task[] {
  if (clauses.length === 1) return tasks.map((task) => ({ ...task, covers: [0] }));
  const wanted = clauses.map((clause) => new Set(contentWords(clause)));
  const covers = new Map<string, Set<number>>();
  for (const task of tasks) {
    const said = new Set(contentWords(`${task.title}\n${task.instruction}`));
    const serves = new Set<number>();
    for (const [at, words] of wanted.entries()) {
      let shared = 0;
      for (const word of words) if (said.has(word)) shared++;
      if (words.size === 0 || shared / words.size >= SERVES) serves.add(at);
    }
    covers.set(task.id, serves);
  }
  inherit(tasks, covers);
  return tasks.map((task) => ({
    ...task,
    covers: [...(covers.get(task.id) ?? [])].toSorted((a, b) => a - b),
  }));
}

function inherit(tasks: readonly Task[], covers: Map<string, Set<number>>): void {
  const give = (from: string, to: string) => {
    const own = covers.get(to);
    if (own !== undefined && own.size === 0) for (const at of covers.get(from) ?? []) own.add(at);
  };
  for (const task of tasks.toReversed()) for (const other of task.dependsOn) give(task.id, other);
  for (const task of tasks) for (const other of task.dependsOn) give(other, task.id);
}

/** The requester's choice of agent holds for whichever task serves that clause and no other. */
function chosen(tasks: readonly Task[], clauses: readonly { agent?: string }[]): Task[] {
  return tasks.map((task) => {
    const agents = new Set(task.covers.map((at) => clauses[at]?.agent));
    const [agent] = agents;
    return agents.size === 1 && agent !== undefined ? { ...task, agent } : task;
  });
}
