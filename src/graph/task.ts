import { z } from 'zod';

export const Risk = z.enum(['low', 'medium', 'high', 'critical']);
export type Risk = z.infer<typeof Risk>;

/** One node of the task graph. `type` is a word of the vocabulary (src/graph/vocabulary.ts). */
export const Task = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/i),
  title: z.string().min(1).max(200),
  instruction: z.string().min(1).max(8000),
  type: z.string().min(1),
  skills: z.array(z.string()),
  /** Ids of tasks that must be done first. */
  dependsOn: z.array(z.string()),
  /**
   * Those of `dependsOn` whose results it works on; the others only come first. Absent: all of them. Empty: none, as
   * in "calculate 3 * 4, then tell me the refund policy".
   */
  inputs: z.array(z.string()).optional(),
  risk: Risk,
  /** Indexes into {@link TaskGraph.clauses}: the parts of the request that this task serves. */
  covers: z.array(z.number().int().nonnegative()),
  /** The composite task that this one refines, if any. */
  parent: z.string().optional(),
  /** The requester's explicit choice of agent, if any ("ask security to …", "agent:qa"). */
  agent: z.string().optional(),
  /** From a playbook: what to go through, and when it counts as done. */
  checklist: z.array(z.string()).optional(),
  acceptance: z.array(z.string()).optional(),
});
export type Task = z.infer<typeof Task>;

export const PlanOrigin = z.enum(['model', 'playbook', 'heuristic']);
export type PlanOrigin = z.infer<typeof PlanOrigin>;

/** A request taken apart: an acyclic graph of tasks. */
export const TaskGraph = z.object({
  goal: z.string(),
  /** The request's clauses, in order; what validation measures completeness against. */
  clauses: z.array(z.string()),
  tasks: z.array(Task),
  origin: PlanOrigin,
  /** Id of the playbook that shaped it, if any. */
  playbook: z.string().optional(),
});
export type TaskGraph = z.infer<typeof TaskGraph>;
