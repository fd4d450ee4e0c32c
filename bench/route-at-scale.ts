import type { AgentCard } from '#graph/agent-card.ts';
import { buildAgentIndex } from '#graph/route/agent-index.ts';
import { route } from '#graph/route/route.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { TaskGraph } from '#graph/task.ts';
import { measure, quietest } from './measure.ts';
import type { Row } from './row.ts';

const REPETITIONS = 5;
const BUDGET_MS = 1_000;
const LEAST_ROUNDS = 1_000;
const TOPICS =
  'billing checkout search login export invoices shipping reports alerts backups onboarding payroll'.split(
    ' ',
  );
const ACTIONS = 'audit improve document migrate translate review forecast monitor draft schedule'.split(' ');

/** Building the index, and routing one task by capability, among this many agents. */
export function routeAtScale(agents: number, p99LimitMs: number, yardstickMs: number): Row {
  const cards = Array.from({ length: agents }, (_, at) => someAgent(at));
  const started = performance.now();
  const index = buildAgentIndex(cards);
  const buildMs = performance.now() - started;
  const graphs = Array.from({ length: 400 }, (_, round) => taskFor(round));
  const unit = (round: number) => {
    const graph = graphs[round % graphs.length];
    if (graph === undefined) return;
    route(graph, index, {
      load: () => 0,
      broken: () => false,
      modelAvailable: true,
      settings: DEFAULT_SETTINGS.route,
    });
  };
  const repetitions = Array.from({ length: REPETITIONS }, () =>
    measure(unit, { budgetMs: BUDGET_MS, least: LEAST_ROUNDS }),
  );
  const { medianMs, p99Ms: p99, worstMs } = quietest(repetitions);
  const perThousand = (1_000 * buildMs) / agents;
  return {
    what: `route one task by capability among ${agents.toLocaleString('en')} agents`,
    work: `index built in ${perThousand.toFixed(1)} ms per 1,000 agents`,
    medianMs,
    p99Ms: p99,
    worstMs,
    limits: `p99 ≤ ${p99LimitMs} ms, index ≤ 50 ms per 1,000`,
    ratios: [
      ['p99 of the limit', p99 / p99LimitMs],
      ['index of the limit', perThousand / 50],
      ['median of the yardstick', medianMs / yardstickMs],
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
