import type { AgentIndex } from '#graph/route/agent-index.ts';
import { resolveAgent } from '#graph/route/resolve-agent.ts';
import type { Clause } from './clause.ts';
import { normaliseText } from './normalise.ts';
import { readRequest } from './read-request.ts';

/** The clauses of a request, with the agents that it names found in the index. */
export function resolveClauses({ text, index }: { text: string; index: AgentIndex }): Clause[] {
  return readRequest(normaliseText(text), (name) => resolveAgent(name, index)?.id ?? null);
}
