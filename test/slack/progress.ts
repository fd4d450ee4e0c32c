import type { ProgressEvent } from '#graph/progress.ts';
import { Request } from '#graph/request.ts';

/** A plan of independent steps, all with the knowledge agent. */
export function plannedEvent(ids: readonly string[], words = ''): ProgressEvent & { kind: 'planned' } {
  return {
    kind: 'planned',
    graph: {
      goal: 'test',
      clauses: ['test'],
      origin: 'heuristic',
      tasks: ids.map((id) => ({
        id,
        title: `Do ${id}${words === '' ? '' : ` ${words}`}`.slice(0, 200),
        instruction: `Do ${id}`,
        type: 'answer',
        skills: [],
        dependsOn: [],
        risk: 'low',
        covers: [0],
      })),
    },
    routing: ids.map((taskId) => ({
      taskId,
      agent: 'knowledge',
      by: 'capability',
      score: 0.9,
      parts: {},
      reasons: [`it fits ${taskId}${words === '' ? '' : ` ${words}`}`],
      alternatives: [],
      runnable: true,
      needs: [],
    })),
  };
}

/** A member's request in a thread of its own. */
export function requestOf(text: string): Request {
  return Request.parse({
    runId: '6f0e6a3c-9d11-4c5a-8d0e-9a53b6f5c1de',
    correlationId: 'c',
    team: 'T1',
    channel: 'C1',
    thread: '1.0',
    ts: '1.0',
    user: 'U1',
    role: 'member',
    via: 'slack',
    text,
    receivedAt: 0,
  });
}
