import type { ProgressEvent } from '#graph/progress.ts';

/** One line for standard error while a run goes on; null for what would only be noise there. */
export function progressLine(event: ProgressEvent): string | null {
  switch (event.kind) {
    case 'planned':
      return `planned ${event.graph.tasks.length} tasks`;
    case 'task_started':
      return `${event.taskId} started on ${event.agent}`;
    case 'task_retried':
      return `${event.taskId} tried again (${event.attempt})`;
    case 'task_ended':
      return `${event.taskId} ${event.status.replace('_', ' ')}`;
    case 'review_ended':
      return `review ${event.round}: ${event.verdict} (${event.ran} critics ran, ${event.gated} were gated)`;
    case 'tool_used':
    case 'review_started':
      return null;
    default:
      return event satisfies never;
  }
}
