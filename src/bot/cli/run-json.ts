import type { RunReport } from '#graph/orchestrator.ts';
import type { TaskResult } from '#graph/result.ts';
import { sumUsage, type Usage } from '#graph/usage.ts';

/** The object that `ask --json` prints, one a line. Every key but `reason` is always there. Money in US dollars. */
export function runJson(report: RunReport) {
  const { outcome, taskGraph, validation } = report;
  const results = new Map(report.results.map((result) => [result.taskId, result]));
  const agents = new Map(report.routing.map((decision) => [decision.taskId, decision.agent]));
  const reason = reasonOf(report);
  return {
    runId: report.request.runId,
    status: outcome.status,
    ...(reason === null ? {} : { reason }),
    degraded: report.degraded,
    plan: {
      goal: taskGraph?.goal ?? null,
      origin: taskGraph?.origin ?? null,
      tasks: (taskGraph?.tasks ?? []).map(({ id, title, type, dependsOn }) => {
        const result = results.get(id);
        return {
          id,
          title,
          type,
          dependsOn,
          agent: result?.agent ?? agents.get(id) ?? null,
          // A task that nothing became of waits for the approval, or its run ended before it.
          status: result?.status ?? 'pending',
          attempts: result?.attempts ?? 0,
          ms: round(result?.ms ?? 0),
          usd: usd(result === undefined ? 0 : usageOf(result).microUsd),
        };
      }),
    },
    routing: report.routing.map(({ taskId, agent, rule, score, reasons, alternatives }) => ({
      taskId,
      agent,
      ...(rule === undefined ? {} : { rule }),
      score,
      reasons,
      alternatives,
    })),
    validation: {
      verdict: validation?.verdict ?? null,
      score: validation?.score ?? null,
      violations: validation?.violations ?? [],
      warnings: validation?.warnings ?? [],
    },
    critics: report.reviews.flatMap((review) =>
      review.records.map(({ name, stage, policy, status, gate, verdict, ms }) => ({
        name,
        stage,
        policy,
        status,
        gate,
        ...(verdict === undefined ? {} : { verdict }),
        ms: round(ms),
      })),
    ),
    answer: report.reply?.text ?? null,
    usage: spent(report),
    timings: Object.fromEntries(
      Object.entries(report.timings).map(([phase, ms]) => [phase, round(ms)]),
    ) as RunReport['timings'],
  };
}

/** Everything that the run used, planning and synthesis included. */
export function spent(report: RunReport): { inputTokens: number; outputTokens: number; usd: number } {
  const total = sumUsage([...report.modelCalls, ...report.results.map(usageOf)]);
  return { inputTokens: total.inputTokens, outputTokens: total.outputTokens, usd: usd(total.microUsd) };
}

/** A machine's word and a person's sentence, such as `too_long: The request has …`. */
function reasonOf({ outcome }: RunReport): string | null {
  switch (outcome.status) {
    case 'answered':
      return null;
    case 'refused':
      return `${outcome.reason}: ${outcome.message}`;
    case 'failed':
      return `${outcome.category}: ${outcome.message}`;
    case 'awaiting_approval':
      return outcome.message;
    default:
      return outcome satisfies never;
  }
}

function usageOf(result: TaskResult): Usage {
  return sumUsage(result.modelCalls);
}

function usd(microUsd: number): number {
  return microUsd / 1e6;
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
