import { z } from 'zod';
import shipped from './rules.json' with { type: 'json' };

export const RuleCondition = z
  .strictObject({
    type: z.string().min(1).optional(),
    /** Every one of them must be among the task's skills. */
    skills: z.array(z.string().min(1)).min(1).optional(),
    /** Every one of these words must stand in the task's title or instruction, in any form and letter case. */
    text: z.array(z.string().min(1)).min(1).optional(),
  })
  .refine((when) => Object.keys(when).length > 0, 'a rule needs at least one condition');

/**
 * A declarative rule: it sends a task to `agent` where **all** of its conditions hold. Higher priorities are tried
 * first; among equals the rule with more conditions, then the smaller id.
 */
export const RoutingRule = z.strictObject({
  id: z.string().min(1),
  when: RuleCondition,
  agent: z.string().min(1),
  priority: z.number(),
});
export type RoutingRule = z.infer<typeof RoutingRule>;

/** The rules that ship: one per type of the vocabulary. */
export const SHIPPED_RULES: readonly RoutingRule[] = z.array(RoutingRule).parse(shipped);

/** A rule that an agent's own configuration declares: it always names that agent. */
export type OwnRule = Pick<RoutingRule, 'when' | 'priority'>;

/** The rules that the agents declare themselves; ids are derived: `<agent>.rule_<number>`. */
export function ownRules(
  agents: readonly { id: string; rules?: readonly OwnRule[] | undefined }[],
): RoutingRule[] {
  return agents.flatMap(({ id, rules = [] }) =>
    rules.map(({ when, priority }, at) => ({ id: `${id}.rule_${at + 1}`, when, agent: id, priority })),
  );
}

/** True for a rule that sends a whole type of tasks to one agent, whatever they say. */
export function isGeneral({ when }: RoutingRule): boolean {
  return when.skills === undefined && when.text === undefined;
}

/** The order in which rules are tried. */
export function compareRules(a: RoutingRule, b: RoutingRule): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  const conditions = Object.keys(b.when).length - Object.keys(a.when).length;
  if (conditions !== 0) return conditions;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
