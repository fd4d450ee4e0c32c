import { z } from 'zod';
import type { TaskGraph } from '#graph/task.ts';
import type { PlanInput } from './plan-heuristically.ts';

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

/** Names the prompt and its version wherever its use is recorded. */
export const PLAN_PROMPT = 'plan.v1';

export type Prompt = { system: string; user: string };

/** The question that a model answers with a {@link ModelPlan}. */
export function planPrompt(input: PlanInput): Prompt {
  return {
    system: `Plan the request as tasks of the types ${[...input.index.types].join(', ')}.`,
    user: input.text,
  };
}

/** The one bounded repair: the same question with what was wrong. `said` is the model's earlier answer. */
export function repairPrompt(input: PlanInput, said: string, problems: readonly string[]): Prompt {
  const { system, user } = planPrompt(input);
  return {
    system,
    user: `${user}\n\nYour earlier plan:\n${said}\n\nIt cannot be used:\n${problems.join('\n')}`,
  };
}

/** A model's plan as a graph, or what is wrong with it. Model output is untrusted: nothing in it is believed. */
export function fromModelPlan(
  plan: ModelPlan,
  input: PlanInput,
): { ok: true; graph: TaskGraph } | { ok: false; problems: string[] } {
  return { ok: false, problems: [`The plan "${plan.goal}" does not serve "${input.text}".`] };
}
