import type { RunReport } from '#graph/orchestrator.ts';
import { spent } from './run-json.ts';
import { bold, coloured, dim } from './terminal.ts';

const MARKS: Readonly<Record<string, string>> = {
  done: '✓',
  failed: '✗',
  skipped: '–',
  not_run: '○',
  stopped: '■',
  pending: '…',
};

/** The whole of a run for a person: plan, routing with reasons, validation, critics, answer. */
export function printRun(report: RunReport): string {
  const sections = [
    planSection(report),
    validationSection(report),
    criticsSection(report),
    answerSection(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(report)}`;
}

function planSection({ taskGraph, routing, results }: RunReport): string {
  if (taskGraph === null) return '';
  const how = taskGraph.playbook === undefined ? taskGraph.origin : `playbook ${taskGraph.playbook}`;
  const lines = [`${bold('Plan')}  ${taskGraph.goal}  ${dim(`(${how}, ${taskGraph.tasks.length} tasks)`)}`];
  for (const task of taskGraph.tasks) {
    const decision = routing.find((one) => one.taskId === task.id);
    const result = results.find((one) => one.taskId === task.id);
    const status = result?.status ?? 'pending';
    const after = task.dependsOn.length === 0 ? '' : dim(` after ${task.dependsOn.join(', ')}`);
    lines.push(`  ${MARKS[status] ?? '?'} ${task.id}  ${task.title} ${dim(`[${task.type}]`)}${after}`);
    if (decision !== undefined) {
      const who = decision.agent ?? coloured('yellow', 'nobody');
      const lacks = decision.runnable ? '' : coloured('yellow', ` needs ${decision.needs.join(', ')}`);
      const why = decision.reasons.join('; ');
      lines.push(`      → ${who} ${dim(`${decision.by} ${decision.score.toFixed(2)}: ${why}`)}${lacks}`);
    }
    if (result !== undefined && result.summary !== '') lines.push(`      ${dim(result.summary)}`);
  }
  return lines.join('\n');
}

function validationSection({ validation }: RunReport): string {
  if (validation === null) return '';
  const degraded = validation.degraded ? ', degraded' : '';
  const lines = [
    `${bold('Validation')}  ${validation.verdict}${degraded} ${dim(validation.score.toFixed(3))}`,
  ];
  for (const { rule, message } of validation.violations) lines.push(`  ✗ ${message} ${dim(`[${rule}]`)}`);
  for (const { rule, message } of validation.warnings) lines.push(`  ! ${message} ${dim(`[${rule}]`)}`);
  return lines.join('\n');
}

function criticsSection({ reviews }: RunReport): string {
  if (reviews.length === 0) return '';
  const lines = [bold('Critics')];
  reviews.forEach((review, round) => {
    lines.push(`  round ${round + 1}: ${review.verdict}`);
    for (const record of review.records) {
      const how = record.status === 'ran' ? (record.verdict ?? 'ran') : record.status;
      lines.push(
        `    ${record.name}: ${how} ${dim(`${record.stage}, ${record.gate}, ${record.ms.toFixed(1)} ms`)}`,
      );
      for (const note of record.notes) lines.push(`      ${note}`);
    }
  });
  return lines.join('\n');
}

function answerSection({ outcome, reply }: RunReport): string {
  if (outcome.status !== 'answered') {
    const word = { refused: 'Refused', failed: 'Failed', awaiting_approval: 'Waits for approval' }[
      outcome.status
    ];
    return `${bold(coloured('yellow', word))}  ${outcome.message}`;
  }
  const caveat = reply?.caveat === undefined ? '' : `${coloured('yellow', reply.caveat)}\n\n`;
  return `${bold('Answer')}\n${caveat}${reply?.text ?? ''}`;
}

function footer(report: RunReport): string {
  const { inputTokens, outputTokens, usd } = spent(report);
  const parts = [
    `run ${report.request.runId}`,
    `${Math.round(report.timings.totalMs)} ms`,
    `${inputTokens + outputTokens} tokens`,
    `$${usd.toFixed(4)}`,
  ];
  if (report.degraded.length > 0) parts.push(`degraded: ${report.degraded.join('; ')}`);
  return dim(parts.join(' · '));
}
