import type { Edit } from '#graph/review.ts';
import type { Task } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';
import { type Critic, type Judged, PASS } from './critic.ts';

/** This share of a result's distinctive words in the answer counts as having used the result. */
const USED = 0.15;

/** Stage 2: every clause of the request has its result in the answer, or is named there as not done. */
export const completeness: Critic = {
  name: 'completeness',
  stage: 'core',
  policy: 'conditional',
  // One task, done, passed through: there is nothing that could have been dropped.
  when: ({ taskGraph, missing }) => missing.length > 0 || (taskGraph?.tasks.length ?? 0) > 1,
  judge: (judged) => {
    const answer = new Set(contentWords(judged.text));
    const dropped = (judged.taskGraph?.clauses ?? []).flatMap((clause, index) => {
      const tasks = judged.taskGraph?.tasks.filter(({ covers }) => covers.includes(index)) ?? [];
      // A clause that no task covers is validation's to refuse.
      return tasks.length === 0 || tasks.some((task) => isAnswered(task, judged, answer)) ? [] : [clause];
    });
    if (dropped.length === 0) return PASS;
    const clauses = judged.taskGraph?.clauses.length ?? 1;
    return {
      verdict: 'revise',
      severity: Math.min(0.7, 0.3 + (0.4 * dropped.length) / clauses),
      uncertainty: 0.3,
      notes: dropped.map((clause) => `neither answered nor named as missing: ${clause}`),
      edits: dropped.map((clause): Edit => ({ find: '', replace: `Not covered above: ${clause}` })),
    };
  },
};

function isAnswered(task: Task, { results, text, missing }: Judged, answer: ReadonlySet<string>): boolean {
  const result = results.find(({ taskId }) => taskId === task.id);
  const named = text.toLowerCase().includes(task.title.toLowerCase());
  if (missing.some(({ taskId }) => taskId === task.id)) return named || overlaps(task.title, answer, 0.6);
  if (result === undefined || result.output === '') return named;
  return named || overlaps(result.output, answer, USED);
}

function overlaps(text: string, answer: ReadonlySet<string>, share: number): boolean {
  const words = new Set(contentWords(text));
  if (words.size === 0) return true;
  let shared = 0;
  for (const word of words) if (answer.has(word)) shared += 1;
  return shared / words.size >= share;
}
