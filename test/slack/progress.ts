import type { ProgressEvent } from '#graph/progress.ts';

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
