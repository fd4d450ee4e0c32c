import type { Reply } from '#graph/reply.ts';
import type { TaskResult } from '#graph/result.ts';
import type { Task } from '#graph/task.ts';

/** What was asked and is not in the answer, in the plan's order, each with the reason in words that follow the title. */
export function missingFrom(tasks: readonly Task[], results: readonly TaskResult[]): Reply['missing'] {
  const byId = new Map(results.map((result) => [result.taskId, result]));
  const titles = new Map(tasks.map(({ id, title }) => [id, title]));
  return tasks.flatMap((task) => {
    const result = byId.get(task.id);
    if (result?.status === 'done') return [];
    return [{ taskId: task.id, title: task.title, why: why(result, titles, byId) }];
  });
}

function why(
  result: TaskResult | undefined,
  titles: ReadonlyMap<string, string>,
  byId: ReadonlyMap<string, TaskResult>,
): string {
  if (result === undefined) return 'was not reached';
  switch (result.status) {
    case 'done':
      return 'is done';
    case 'failed':
      return `${result.needs.includes('input') ? 'could not be done' : 'failed'}: ${result.summary}`;
    case 'skipped': {
      const { because = '' } = result;
      const [title, how] = [titles.get(because), byId.get(because)?.status ?? 'failed'];
      const was = how === 'failed' ? 'failed' : `was ${how.replace('_', ' ')}`;
      return title === undefined ? 'was skipped' : `was skipped, because “${title}” ${was}`;
    }
    case 'stopped':
      return `was ${result.summary}`;
    case 'not_run':
      return needed(result.needs);
    default:
      return result.status satisfies never;
  }
}

function needed(needs: readonly string[]): string {
  if (needs.includes('approval')) return 'was not approved';
  if (needs.includes('agent')) return 'fits none of the agents here';
  const words = needs.map((need) => {
    if (need === 'model') return 'a language model';
    const [kind, name = ''] = need.split(/:(.*)/s);
    if (kind === 'tool') return `the tool \`${name}\``;
    return kind === 'key' ? `\`${name}\` to be set` : `\`${need}\``;
  });
  return words.length === 0 ? 'cannot run here' : `needs ${listed(words)}`;
}

/** One sentence on what would get the rest done; null where nothing that a deployment could add would help. */
export function remedyFor(results: readonly TaskResult[]): string | null {
  const needs = new Set(
    results.filter(({ status }) => status === 'not_run').flatMap((result) => result.needs),
  );
  const steps: string[] = [];
  if (needs.has('model'))
    steps.push(
      'set `OPENAI_API_KEY` (with `OPENAI_BASE_URL` for any other compatible server) and restart me',
    );
  for (const need of needs) {
    const [kind, name = ''] = need.split(/:(.*)/s);
    if (kind === 'key') steps.push(`set \`${name}\``);
    if (kind === 'tool') steps.push(`set up the tool \`${name}\``);
  }
  if (needs.has('agent')) steps.push('add an agent for it to the catalog');
  const what = results.some(({ status }) => status === 'done') ? 'the rest' : 'it';
  return steps.length === 0 ? null : `To get ${what} done, ${listed(steps)}.`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
