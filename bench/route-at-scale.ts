import type { AgentCard } from '#graph/agent-card.ts';
import { buildAgentIndex } from '#graph/route/agent-index.ts';
import { route } from '#graph/route/route.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { TaskGraph } from '#graph/task.ts';
import { quantile } from './quantiles.ts';
import type { Row } from './row.ts';

const ROUNDS = 400;
const TOPICS =
  'billing checkout search login export invoices shipping reports alerts backups onboarding payroll'.split(
    ' ',
  );
const ACTIONS = 'audit improve document migrate translate review forecast monitor draft schedule'.split(' ');

/** Building the index, and routing one task by capability, among this many agents. */
export function routeAtScale(agents: number, p99LimitMs: number): Row {
  const started = performance.now();
  const index = buildAgentIndex(Array.from({ length: agents }, (_, at) => someAgent(at)));
  const buildMs = performance.now() - started;
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const graph = taskFor(round);
    const start = performance.now();
    route(graph, index, {
      load: () => 0,
      broken: () => false,
      modelAvailable: true,
      settings: DEFAULT_SETTINGS.route,
    });
    samples.push(performance.now() - start);
  }
  const p99 = quantile(samples.slice(50), 0.99);
  const perThousand = (1_000 * buildMs) / agents;
  return {
    what: `route one task by capability among ${agents.toLocaleString('en')} agents`,
    work: `index built in ${perThousand.toFixed(1)} ms per 1,000 agents`,
    medianMs: quantile(samples.slice(50), 0.5),
    p99Ms: p99,
    limits: `p99 ≤ ${p99LimitMs} ms, index ≤ 50 ms per 1,000`,
    ratios: [
      ['p99 of the limit', p99 / p99LimitMs],
      ['index of the limit', perThousand / 50],
    ],
    reached: p99 <= p99LimitMs && perThousand <= 50,
  };
}

function someAgent(at: number): AgentCard {
  const topic = TOPICS[at % TOPICS.length] ?? '';
  const action = ACTIONS[Math.floor(at / TOPICS.length) % ACTIONS.length] ?? '';
  return {
    id: `agent_${at}`,
    title: `${action} ${topic} ${at}`,
    description: `Helps team ${at} to ${action} everything about ${topic} in region ${at % 97}.`,
    types: [`type_${at % 500}`],
    skills: [`${action}_${topic}`, `skill_${at % 1_000}`],
    examples: [
      `${action} the ${topic} of product${at % 3_000}`,
      `please ${action} ${topic} for customer${at % 7_000}`,
    ],
    kind: 'model',
    costTier: 'medium',
    priorSuccess: 0.8,
    risk: 'low',
    enabled: true,
    needs: [],
    capacity: 10,
  };
}

function taskFor(round: number): TaskGraph {
  const text = `${ACTIONS[round % ACTIONS.length]} the ${TOPICS[round % TOPICS.length]} of product${(round * 37) % 3_000}`;
  const task = {
    id: 't1',
    title: text,
    instruction: text,
    type: `type_${(round * 13) % 500}`,
    skills: [],
    dependsOn: [],
    risk: 'low' as const,
    covers: [0],
  };
  return { goal: text, clauses: [text], tasks: [task], origin: 'heuristic' };
}
