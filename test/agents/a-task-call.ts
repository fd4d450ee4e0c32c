import type { TaskCall } from '#graph/ports.ts';
import type { ProgressEvent } from '#graph/progress.ts';
import { Request } from '#graph/request.ts';
import { TaskResult } from '#graph/result.ts';

type Parts = {
  agentId?: string;
  instruction?: string;
  type?: string;
  history?: Request['history'];
  attachments?: Request['attachments'];
  inputs?: TaskResult[];
  /** The run's signal. */
  stop?: AbortSignal;
  /** The task's own signal; the run's when absent. */
  signal?: AbortSignal;
  resilient?: boolean;
  progress?: (event: ProgressEvent) => void;
};

/** A task as the graph hands it over. */
export function aTaskCall(parts: Parts = {}): TaskCall {
  const instruction = parts.instruction ?? 'What is our refund policy?';
  const stop = parts.stop ?? new AbortController().signal;
  return {
    task: {
      id: 't1',
      title: instruction.slice(0, 80),
      instruction,
      type: parts.type ?? 'answer',
      skills: [],
      dependsOn: [],
      risk: 'low',
      covers: [0],
    },
    agentId: parts.agentId ?? 'knowledge',
    request: Request.parse({
      runId: '5f0c8a1e-6d0b-5c3e-9f4a-1a2b3c4d5e6f',
      correlationId: 'c1',
      team: 'T1',
      channel: 'C1',
      thread: '1.0',
      ts: '1.0',
      user: 'U1',
      role: 'member',
      via: 'cli',
      text: instruction,
      history: parts.history ?? [],
      attachments: parts.attachments ?? [],
      receivedAt: 0,
    }),
    tier: 'small',
    inputs: parts.inputs ?? [],
    run: {
      runId: '5f0c8a1e-6d0b-5c3e-9f4a-1a2b3c4d5e6f',
      correlationId: 'c1',
      epoch: 1,
      progress: parts.progress ?? (() => undefined),
      signal: stop,
    },
    signal: parts.signal ?? stop,
    resilient: parts.resilient ?? true,
  };
}

/** What an earlier task came to. */
export function aResult(output: string): TaskResult {
  return TaskResult.parse({
    taskId: 't0',
    agent: 'knowledge',
    status: 'done',
    output,
    summary: 'Earlier result',
    sources: [],
    toolUses: [],
    attempts: 1,
    ms: 1,
    modelCalls: [],
  });
}
