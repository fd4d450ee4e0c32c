import { z } from 'zod';
import shipped from './rules.json' with { type: 'json' };

/**
 * A declarative rule: it sends a task to `agent` where **all** of its conditions hold. Higher priorities are tried
 * first; among equals the rule with more conditions, then the smaller id.
 */
export const RoutingRule = z.strictObject({
  id: z.string().min(1),
  when: z
    .strictObject({
      type: z.string().min(1).optional(),
      /** Every one of them must be among the task's skills. */
      skills: z.array(z.string().min(1)).min(1).optional(),
      /** Every one of these words must stand in the task's title or instruction, in any form and letter case. */
      text: z.array(z.string().min(1)).min(1).optional(),
    })
    .refine((when) => Object.keys(when).length > 0, 'a rule needs at least one condition'),
  agent: z.string().min(1),
  priority: z.number(),
});
export type RoutingRule = z.infer<typeof RoutingRule>;

/** The rules that ship: one per type of the vocabulary. */
export const SHIPPED_RULES: readonly RoutingRule[] = z.array(RoutingRule).parse(shipped);

/** The order in which rules are tried. */
export function compareRules(a: RoutingRule, b: RoutingRule): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  const conditions = Object.keys(b.when).length - Object.keys(a.when).length;
  if (conditions !== 0) return conditions;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
