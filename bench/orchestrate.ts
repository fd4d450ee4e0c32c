import { decider, readRequests, shippedIndex, shippedPlaybooks } from './deciding.ts';
import { quantile } from './quantiles.ts';
import type { Row } from './row.ts';

const WARM_UP_ROUNDS = 300;
const ROUNDS = 2_000;
/** Milliseconds for one request. */
const MEDIAN_LIMIT = 0.2;
const P99_LIMIT = 3;
const LEAST_TASKS = 50;

/** Plan, route and validate without a model, over the ten requests, interleaved; the work done stands beside the time. */
export async function orchestrate(): Promise<Row> {
  const [index, playbooks, requests] = await Promise.all([
    shippedIndex(),
    shippedPlaybooks(),
    readRequests(),
  ]);
  const decide = decider(index, playbooks);
  for (let round = 0; round < WARM_UP_ROUNDS; round++) for (const request of requests) decide(request);
  const samples: number[] = [];
  let tasks = 0;
  for (let round = 0; round < ROUNDS; round++) {
    tasks = 0;
    for (const request of requests) {
      const start = performance.now();
      const { graph } = decide(request);
      samples.push(performance.now() - start);
      tasks += graph.tasks.length;
    }
  }
  const median = quantile(samples, 0.5);
  const p99 = quantile(samples, 0.99);
  return {
    what: `plan + route + validate, no model, ${requests.length} requests, ${index.size} agents`,
    work: `${tasks} tasks over the ${requests.length} requests`,
    medianMs: median,
    p99Ms: p99,
    limits: `median ≤ ${MEDIAN_LIMIT} ms, p99 ≤ ${P99_LIMIT} ms, ≥ ${LEAST_TASKS} tasks`,
    ratios: [
      ['median of the limit', median / MEDIAN_LIMIT],
      ['p99 of the limit', p99 / P99_LIMIT],
      ['tasks of the least', tasks / LEAST_TASKS],
    ],
    reached: median <= MEDIAN_LIMIT && p99 <= P99_LIMIT && tasks >= LEAST_TASKS,
  };
}
