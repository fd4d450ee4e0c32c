import type { AgentConfiguration } from '#agents/agent-configuration.ts';
import type { TaskCall } from '#graph/ports.ts';
import type { Discovered, Source, ToolUse } from '#graph/result.ts';
import type { ModelCall } from '#graph/usage.ts';

/** What an agent made of a task. */
export type Work = { output: string; summary: string; sources: Source[]; discovered: Discovered[] };

/** What happens meanwhile. It is kept even when the task fails: failed calls cost, too. */
export type WorkLog = {
  readonly toolUses: ToolUse[];
  readonly modelCalls: ModelCall[];
  /** Further attempts of model calls, over the whole task. */
  retries: number;
};

/** A built agent. `work` rejects with a `CallFailure` for what it expects to go wrong. */
export interface LiveAgent {
  readonly configuration: AgentConfiguration;
  work(call: TaskCall, log: WorkLog, signal: AbortSignal): Promise<Work>;
}
