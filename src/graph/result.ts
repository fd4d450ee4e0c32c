import { z } from 'zod';
import { FailureCategory } from './outcome.ts';
import { ModelCall } from './usage.ts';

/** Something that a task's output rests on and that a reader can open. */
export const Source = z.object({
  title: z.string(),
  /** File path with heading anchor, or URL. */
  locator: z.string(),
  /** The passage that was used; what groundedness is judged against. */
  excerpt: z.string(),
});
export type Source = z.infer<typeof Source>;

export const ToolUse = z.object({
  tool: z.string(),
  ms: z.number(),
  ok: z.boolean(),
});
export type ToolUse = z.infer<typeof ToolUse>;

/** A subtask that a finished task found necessary; it enters the graph through an extension or not at all. */
export const Discovered = z.object({ title: z.string(), instruction: z.string(), type: z.string() });
export type Discovered = z.infer<typeof Discovered>;

/**
 * How one task ended: every task of a run has exactly one of these at the end, a terminal state.
 * `not_run`: its agent lacks something here (`needs`). `skipped`: a dependency did not finish. `stopped`: Stop,
 * shutdown or the budget ended the run first.
 */
export const TaskResult = z.object({
  taskId: z.string(),
  agent: z.string().nullable(),
  status: z.enum(['done', 'failed', 'skipped', 'not_run', 'stopped']),
  /** Markdown. Empty unless `done`, or a playbook's checklist for `not_run`. */
  output: z.string(),
  /** True where `output` is the playbook's own checklist and not work done. */
  fromPlaybook: z.boolean().default(false),
  /** One line for the task's card and for logs of progress: never the raw error. */
  summary: z.string(),
  sources: z.array(Source),
  toolUses: z.array(ToolUse),
  discovered: z.array(Discovered).default([]),
  needs: z.array(z.string()).default([]),
  /** Of a skipped task: the id of the task that did not finish, in the first place. */
  because: z.string().optional(),
  category: FailureCategory.optional(),
  attempts: z.number().int().nonnegative(),
  /** Wall time, milliseconds. */
  ms: z.number().nonnegative(),
  modelCalls: z.array(ModelCall),
});
export type TaskResult = z.infer<typeof TaskResult>;
