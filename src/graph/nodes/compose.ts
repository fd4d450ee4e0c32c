import type { Reply } from '#graph/reply.ts';
import type { TaskResult } from '#graph/result.ts';
import type { Task, TaskGraph } from '#graph/task.ts';
import { listed, remedyFor } from './missing.ts';

export type Composition = {
  graph: TaskGraph;
  results: readonly TaskResult[];
  missing: Reply['missing'];
  /** Titles of agents that can run in this deployment: named where nothing could be done. */
  able: readonly string[];
};

/** Sets the results together by rules: Markdown that says first what is done, then what is not and why. */
export function compose({ graph, results, missing, able }: Composition): string {
  const byId = new Map(results.map((result) => [result.taskId, result]));
  const done = graph.tasks.filter(({ id }) => byId.get(id)?.status === 'done');
  if (done.length === 0)
    return join([nothingDone(graph, results, missing), ...rest(graph, results, missing, able)]);
  const [only] = done;
  const parts =
    done.length === 1 && only !== undefined && graph.tasks.length === 1
      ? [outputOf(only, byId)]
      : done.map((task) => `### ${task.title}\n\n${outputOf(task, byId)}`);
  const opening =
    missing.length > 0 && graph.tasks.length > 2
      ? `${count(done.length, 'of')} ${graph.tasks.length} parts ${done.length === 1 ? 'is' : 'are'} done. ` +
        'What is not, and what it would take, stands at the end.'
      : '';
  return join([opening, ...parts, ...rest(graph, results, missing, able)]);
}

/** What stands below the answer whoever wrote it: the playbook's part, what is missing, and the remedy. */
export function rest(
  graph: TaskGraph,
  results: readonly TaskResult[],
  missing: Reply['missing'],
  able: readonly string[],
): string[] {
  if (missing.length === 0) return [];
  const byId = new Map(results.map((result) => [result.taskId, result]));
  const phases = graph.tasks.filter(({ id }) => byId.get(id)?.fromPlaybook === true);
  const others = missing.filter(({ taskId }) => byId.get(taskId)?.fromPlaybook !== true);
  const anyDone = results.some(({ status }) => status === 'done');
  const named = anyDone || phases.length > 0 || others.length > 1;
  const parts = [phases.length > 0 ? playbookPart(graph, phases, byId) : ''];
  if (named && others.length > 0) parts.push(`**Not done**\n${notDone(others, anyDone)}`);
  parts.push(remedyFor(results) ?? '');
  if (!anyDone && able.length > 0)
    parts.push(`What works here without anything else: ${listed(able.map((title) => title.toLowerCase()))}.`);
  return parts.filter((part) => part !== '');
}

/** One line each; a reason that is everybody's, and said at the top already, is not repeated. */
function notDone(missing: Reply['missing'], anyDone: boolean): string {
  const one =
    !anyDone && missing.every(({ why }) => why === missing[0]?.why && why === 'needs a language model');
  return missing.map(({ title, why }) => (one ? `- ${title}` : `- “${title}” ${why}.`)).join('\n');
}

function playbookPart(
  graph: TaskGraph,
  phases: readonly Task[],
  byId: ReadonlyMap<string, TaskResult>,
): string {
  const number = new Map(phases.map(({ id }, index) => [id, index + 1]));
  const list = phases.map((task) => {
    const after = task.dependsOn.flatMap((id) => number.get(id) ?? []);
    const wait = after.length === 0 ? '' : ` _(after ${listed(after.map(String))})_`;
    return `**${number.get(task.id)}. ${task.title}**${wait}\n${byId.get(task.id)?.output ?? ''}`;
  });
  const name =
    graph.playbook === undefined ? 'the playbook' : `the playbook “${graph.playbook.replace(/[-_]/g, ' ')}”`;
  const which = phases.length === 1 ? 'this phase' : `these ${phases.length} phases`;
  return join([`_From ${name}, not work done: nobody has carried out ${which} yet._`, ...list]);
}

/** The first sentence where no task is done: what happened, plainly. */
function nothingDone(graph: TaskGraph, results: readonly TaskResult[], missing: Reply['missing']): string {
  const [first] = missing;
  const planned = results.filter(({ fromPlaybook }) => fromPlaybook).length;
  const needsModel = results.some(({ status, needs }) => status === 'not_run' && needs.includes('model'));
  const lack = needsModel ? 'it takes a language model, and none is configured here' : null;
  if (planned > 0)
    return `I have planned this, but carried out none of it${lack === null ? '' : `: ${lack}`}. What I can give you is the plan.`;
  if (graph.tasks.length === 1 && first !== undefined)
    return lack === null
      ? `I could not do this: “${first.title}” ${first.why}.`
      : `I could not do “${first.title}”: ${lack}.`;
  return `I could do none of this${lack === null ? '' : `: ${lack}`}.`;
}

function outputOf(task: Task, byId: ReadonlyMap<string, TaskResult>): string {
  return byId.get(task.id)?.output.trim() ?? '';
}

const NUMBERS = ['None', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

function count(number: number, of: string): string {
  return `${NUMBERS[number] ?? number} ${of}`;
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
