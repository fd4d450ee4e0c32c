import { retrying } from '#agents/resilience/retry.ts';
import type { Tool, ToolOutput } from '#agents/tools/tool.ts';
import type { TaskCall } from '#graph/ports.ts';
import type { WorkLog } from './live-agent.ts';

/** Time and randomness of those who use tools and models. */
export type Clock = { readonly now: () => number; readonly random: () => number };

/**
 * Runs a tool, with its progress event and its row in the log, whatever comes of it. What is merely unavailable is
 * tried again, unless the tool has an effect outside: such a one may have had it.
 */
export async function useTool(
  tool: Tool,
  work: { call: TaskCall; log: WorkLog; signal: AbortSignal; clock: Clock },
  run: () => Promise<ToolOutput>,
): Promise<ToolOutput> {
  const { call, log, signal, clock } = work;
  call.run.progress({ kind: 'tool_used', taskId: call.task.id, tool: tool.name });
  const started = clock.now();
  let ok = false;
  try {
    const repeatable = call.resilient && tool.risk === 'low';
    const output = await (repeatable
      ? retrying(run, { signal, random: clock.random, onRetry: () => noteRetry(call, log) })
      : run());
    ok = true;
    return output;
  } finally {
    log.toolUses.push({ tool: tool.name, ms: clock.now() - started, ok });
  }
}

/** One more attempt of a model or a tool: counted, and told. */
export function noteRetry(call: TaskCall, log: WorkLog): void {
  log.retries += 1;
  call.run.progress({ kind: 'task_retried', taskId: call.task.id, attempt: log.retries + 1 });
}
