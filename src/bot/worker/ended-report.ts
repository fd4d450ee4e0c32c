import type { RunReport } from '#graph/orchestrator.ts';
import type { Outcome } from '#graph/outcome.ts';
import type { Request } from '#graph/request.ts';

/** The report of a run that ended before, or outside, the graph. */
export function endedReport(request: Request, outcome: Outcome): RunReport {
  return {
    request,
    outcome,
    taskGraph: null,
    routing: [],
    validation: null,
    difficulty: null,
    results: [],
    reviews: [],
    reply: null,
    modelCalls: [],
    degraded: [],
    timings: { planMs: 0, routeMs: 0, validateMs: 0, executeMs: 0, critiqueMs: 0, totalMs: 0 },
  };
}
