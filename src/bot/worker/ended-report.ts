import type { RunReport } from '#graph/orchestrator.ts';
import type { Outcome } from '#graph/outcome.ts';
import type { StoredResult } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';

/**
 * The report of a run that ended before, or outside, the graph. `finished`: what its ledger holds, so that what those
 * tasks cost is booked however the run ended.
 */
export function endedReport(
  request: Request,
  outcome: Outcome,
  finished: readonly StoredResult[] = [],
): RunReport {
  return {
    request,
    outcome,
    taskGraph: null,
    routing: [],
    validation: null,
    difficulty: null,
    results: finished.map(({ result }) => result),
    reviews: [],
    reply: null,
    modelCalls: [],
    degraded: [],
    timings: { planMs: 0, routeMs: 0, validateMs: 0, executeMs: 0, critiqueMs: 0, totalMs: 0 },
  };
}
