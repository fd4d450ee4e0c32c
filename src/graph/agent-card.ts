import { z } from 'zod';
import { RuleCondition } from './route/rules.ts';

export const CostTier = z.enum(['cheap', 'medium', 'expensive']);
export type CostTier = z.infer<typeof CostTier>;

/**
 * What routing and validation know of an agent: the light part of its configuration. The registry in
 * `src/agents` keeps the whole of it and builds the agent on first use.
 */
export const AgentCard = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  /** Task types, aliases already mapped to the vocabulary. */
  types: z.array(z.string()),
  skills: z.array(z.string()),
  /** Requests it should serve, in people's own words; the strongest evidence for routing. */
  examples: z.array(z.string()),
  kind: z.enum(['model', 'tool', 'mcp']),
  costTier: CostTier,
  /** Prior probability of success, 0 to 1. */
  priorSuccess: z.number().min(0).max(1),
  risk: z.enum(['low', 'medium', 'high', 'critical']),
  enabled: z.boolean(),
  /** What it lacks to run in this deployment ('model', 'tool:fetch_page', 'key:…'); empty when it can run. */
  needs: z.array(z.string()),
  /** Rules of its own beside those that ship; they always choose this agent. */
  rules: z.array(z.strictObject({ when: RuleCondition, priority: z.number() })).optional(),
  /** In-flight tasks allowed in the whole deployment. */
  capacity: z.number().int().positive(),
});
export type AgentCard = z.infer<typeof AgentCard>;
