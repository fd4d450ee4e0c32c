import { decider, readRequests, shippedIndex, shippedPlaybooks } from './deciding.ts';
import { measure, quietest } from './measure.ts';
import type { Row } from './row.ts';

const REPETITIONS = 10;
const BUDGET_MS = 1_500;
const LEAST_ROUNDS = 2_000;
/** Milliseconds for one request. */
const MEDIAN_LIMIT = 0.2;
const P99_LIMIT = 3;
const LEAST_TASKS = 50;

/** Plan, route and validate without a model, over the ten requests, interleaved; the work done stands beside the time. */
export async function orchestrate(yardstickMs: number): Promise<Row> {
  const [index, playbooks, requests] = await Promise.all([
    shippedIndex(),
    shippedPlaybooks(),
    readRequests(),
  ]);
  const decide = decider(index, playbooks);
  const unit = (round: number) => {
    decide(requests[round % requests.length] ?? '');
  };
  const repetitions = Array.from({ length: REPETITIONS }, () =>
    measure(unit, { budgetMs: BUDGET_MS, least: LEAST_ROUNDS }),
  );
  const { medianMs: median, p99Ms: p99, worstMs } = quietest(repetitions);
  const tasks = requests.reduce((sum, request) => sum + decide(request).graph.tasks.length, 0);
  return {
    what: `plan + route + validate, no model, ${requests.length} requests, ${index.size} agents`,
    work: `${tasks} tasks over the ${requests.length} requests`,
    medianMs: median,
    p99Ms: p99,
    worstMs,
    limits: `median ≤ ${MEDIAN_LIMIT} ms, p99 ≤ ${P99_LIMIT} ms, ≥ ${LEAST_TASKS} tasks`,
    ratios: [
      ['median of the limit', median / MEDIAN_LIMIT],
      ['p99 of the limit', p99 / P99_LIMIT],
      ['tasks of the least', tasks / LEAST_TASKS],
      ['median of the yardstick', median / yardstickMs],
    ],
    reached: median <= MEDIAN_LIMIT && p99 <= P99_LIMIT && tasks >= LEAST_TASKS,
  };
}
