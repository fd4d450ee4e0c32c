import type { AgentCard } from '#graph/agent-card.ts';

/** An immutable snapshot of all agents, arranged for routing. */
export interface AgentIndex {
  readonly size: number;
  get(id: string): AgentCard | undefined;
}
