import type { RunReport } from '#graph/orchestrator.ts';
import type { TaskResult } from '#graph/result.ts';
import { type ModelCall, sumUsage } from '#graph/usage.ts';

/** Planning and synthesis belong to no task. */
const NO_TASK = '';

/**
 * A run's report as the rows that `run_record` writes; what the run spent is the sum of its calls' rows. Keys are
 * made of the run's own ids alone: the same report gives the same rows.
 */
export function rowsOf(report: RunReport): Record<string, unknown> {
  return {
    run: runRow(report),
    tasks: report.results.flatMap((result) => taskRow(report, result)),
    routing: report.routing.map((decision) => ({
      task_id: decision.taskId,
      agent: decision.agent,
      decided_by: decision.by,
      rule: decision.rule ?? null,
      score: decision.score,
      parts: decision.parts,
      reasons: decision.reasons,
      alternatives: decision.alternatives,
      runnable: decision.runnable,
      needs: decision.needs,
    })),
    critics: report.reviews.flatMap((review, round) =>
      review.records.map((record) => ({
        round,
        name: record.name,
        stage: record.stage,
        policy: record.policy,
        status: record.status,
        gate: record.gate,
        verdict: record.verdict ?? null,
        severity: record.severity ?? null,
        uncertainty: record.uncertainty ?? null,
        notes: record.notes,
        attempts: record.attempts,
        timed_out: record.timedOut,
        ms: record.ms,
      })),
    ),
    model_calls: [
      ...report.modelCalls.map((call, n) => modelCallRow(NO_TASK, null, call, n)),
      ...report.results.flatMap(({ taskId, agent, modelCalls }) =>
        modelCalls.map((call, n) => modelCallRow(taskId, agent, call, n)),
      ),
    ],
    tool_calls: report.results.flatMap(({ taskId, agent, toolUses }) =>
      toolUses.map(({ tool, ok, ms }, n) => ({ task_id: taskId, n, agent, tool, ok, ms })),
    ),
  };
}

function runRow(report: RunReport): Record<string, unknown> {
  const { outcome, taskGraph, validation, difficulty, timings } = report;
  return {
    status: outcome.status === 'awaiting_approval' ? 'suspended' : outcome.status,
    outcome,
    refusal_reason: outcome.status === 'refused' ? outcome.reason : null,
    failure_category: outcome.status === 'failed' ? outcome.category : null,
    goal: taskGraph?.goal ?? null,
    plan_origin: taskGraph?.origin ?? null,
    playbook: taskGraph?.playbook ?? null,
    plan: taskGraph,
    validation,
    verdict: validation?.verdict ?? null,
    plan_score: validation?.score ?? null,
    difficulty,
    difficulty_band: difficulty?.band ?? null,
    reply: report.reply,
    degraded: report.degraded,
    task_count: taskGraph?.tasks.length ?? 0,
    plan_ms: timings.planMs,
    route_ms: timings.routeMs,
    validate_ms: timings.validateMs,
    execute_ms: timings.executeMs,
    critique_ms: timings.critiqueMs,
    total_ms: timings.totalMs,
  };
}

function taskRow(report: RunReport, result: TaskResult): Record<string, unknown>[] {
  const position = report.taskGraph?.tasks.findIndex((each) => each.id === result.taskId) ?? -1;
  const task = report.taskGraph?.tasks[position];
  if (!task) return [];
  const usage = sumUsage(result.modelCalls);
  return [
    {
      task_id: task.id,
      position,
      title: task.title,
      type: task.type,
      risk: task.risk,
      depends_on: task.dependsOn,
      agent: result.agent,
      status: result.status,
      category: result.category ?? null,
      from_playbook: result.fromPlaybook,
      attempts: result.attempts,
      ms: result.ms,
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      micro_usd: usage.microUsd,
      task,
      result,
    },
  ];
}

function modelCallRow(
  task: string,
  agent: string | null,
  call: ModelCall,
  n: number,
): Record<string, unknown> {
  return {
    task_id: task,
    n,
    agent,
    name: call.name,
    model: call.model,
    tier: call.tier,
    ok: call.ok,
    ms: call.ms,
    input_tokens: call.inputTokens,
    output_tokens: call.outputTokens,
    micro_usd: call.microUsd,
  };
}
