import type { FailureCategory } from './outcome.ts';
import type { Source } from './result.ts';
import type { RoutingDecision } from './routing.ts';
import type { TaskGraph } from './task.ts';

/** What a run tells while it runs. Everything in it is safe to show: results have passed the fast critics. */
export type ProgressEvent =
  | { kind: 'planned'; graph: TaskGraph; routing: readonly RoutingDecision[] }
  | { kind: 'task_started'; taskId: string; agent: string }
  | { kind: 'tool_used'; taskId: string; tool: string }
  | { kind: 'task_retried'; taskId: string; attempt: number }
  | {
      kind: 'task_ended';
      taskId: string;
      status: 'done' | 'failed' | 'skipped' | 'not_run' | 'stopped';
      summary: string;
      sources: readonly Source[];
      /** Of a skipped task: the id of the task that did not finish, in the first place. */
      because?: string;
      /** Of a task that was not run: what it lacks here, as its result says. */
      needs?: readonly string[];
      category?: FailureCategory;
    }
  | { kind: 'review_started'; round: number }
  | { kind: 'review_ended'; verdict: 'pass' | 'revise' | 'block'; round: number; gated: number; ran: number };

/** Must return at once and never throw: progress may be lost, work may not. */
export type Progress = (event: ProgressEvent) => void;
