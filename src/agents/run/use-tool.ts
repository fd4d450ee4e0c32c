import type { Tool, ToolOutput } from '#agents/tools/tool.ts';
import type { TaskCall } from '#graph/ports.ts';
import type { WorkLog } from './live-agent.ts';

/** Runs a tool, with its progress event and its row in the log, whatever comes of it. */
export async function useTool(
  tool: Tool,
  call: TaskCall,
  log: WorkLog,
  now: () => number,
  run: () => Promise<ToolOutput>,
): Promise<ToolOutput> {
  call.run.progress({ kind: 'tool_used', taskId: call.task.id, tool: tool.name });
  const started = now();
  let ok = false;
  try {
    const output = await run();
    ok = true;
    return output;
  } finally {
    log.toolUses.push({ tool: tool.name, ms: now() - started, ok });
  }
}
