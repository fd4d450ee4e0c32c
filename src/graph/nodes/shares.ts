import type { Shares } from '#graph/ports.ts';
import type { AgentIndex } from '#graph/route/agent-index.ts';
import type { RoutingDecision } from '#graph/routing.ts';

/**
 * What each agent may spend of a run's reservation: as much for every task that a model may work on. Agents that only
 * use a tool cost nothing and get no share. Micro-dollars.
 */
export function sharesOf(
  routing: readonly RoutingDecision[],
  index: AgentIndex,
  reservedMicroUsd: number,
): Shares {
  const paid = routing.flatMap(({ agent, runnable }) =>
    agent !== null && runnable && index.get(agent)?.kind !== 'tool' ? [agent] : [],
  );
  const shares: Record<string, number> = {};
  for (const agent of paid) shares[agent] = (shares[agent] ?? 0) + Math.floor(reservedMicroUsd / paid.length);
  return shares;
}
