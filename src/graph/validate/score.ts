import { chainLength } from '#graph/plan/graph-shape.ts';
import { sharedSkills, TIER_COST } from '#graph/route/capability.ts';
import type { ScoreParts } from '#graph/validation.ts';
import type { Routed } from './validate.ts';

/**
 * AOP's score, 0.4·P + 0.3·Q + 0.2·(1−C) + 0.1·(1−T), 0 to 1. P is the geometric mean of success rates, so that a long
 * plan is not punished for its length; an unrouted task counts as 0 success and the dearest tier.
 */
export function scorePlan({ graph, decisions, index }: Routed): { score: number; parts: ScoreParts } {
  let logSuccess = 0;
  let quality = 0;
  let cost = 0;
  for (const task of graph.tasks) {
    const agent = index.get(decisions.get(task.id)?.agent ?? '');
    const byType = agent?.types.includes(task.type) ? 1 : 0;
    const skills =
      agent === undefined ? 0 : skillShare(task.skills.length, sharedSkills(task, agent).length, byType);
    // A rate of zero would make every plan with such an agent equal; one in a thousand keeps them apart.
    logSuccess += Math.log(Math.max(0.001, agent?.priorSuccess ?? 0));
    quality += 0.7 * byType + 0.3 * skills;
    cost += TIER_COST[agent?.costTier ?? 'expensive'];
  }
  const count = graph.tasks.length;
  const parts =
    count === 0
      ? { p: 0, q: 0, c: 1, t: 1 }
      : {
          p: round(Math.exp(logSuccess / count)),
          q: round(quality / count),
          c: round(cost / count),
          t: round(Math.min(chainLength(graph) / 10, 1)),
        };
  return { score: round(0.4 * parts.p + 0.3 * parts.q + 0.2 * (1 - parts.c) + 0.1 * (1 - parts.t)), parts };
}

/** A task that names no skills asks for none beyond its type. */
function skillShare(wanted: number, shared: number, byType: number): number {
  return wanted === 0 ? byType : shared / wanted;
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
