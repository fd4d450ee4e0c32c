import { z } from 'zod';

/** One agent that was considered for a task and not taken. */
export const Alternative = z.object({ agent: z.string(), score: z.number(), lost: z.string() });
export type Alternative = z.infer<typeof Alternative>;

/** Which agent gets a task, and why. `agent` is null when nobody fits: see `reasons` and `alternatives`. */
export const RoutingDecision = z.object({
  taskId: z.string(),
  agent: z.string().nullable(),
  /** How it was decided, in the order in which the ways are tried. */
  by: z.enum(['explicit', 'rule', 'capability', 'generalist', 'unroutable']),
  rule: z.string().optional(),
  /** 0 to 1. */
  score: z.number(),
  /** The score's parts by name: relevance, success, cost, load, latency. */
  parts: z.record(z.string(), z.number()),
  reasons: z.array(z.string()),
  alternatives: z.array(Alternative),
  runnable: z.boolean(),
  /** What is missing when `runnable` is false: 'model', 'tool:…', 'key:…'. */
  needs: z.array(z.string()),
});
export type RoutingDecision = z.infer<typeof RoutingDecision>;
