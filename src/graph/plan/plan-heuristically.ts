import type { Attachment, HistoryMessage } from '#graph/request.ts';
import type { AgentIndex } from '#graph/route/agent-index.ts';
import { DEFAULT_SETTINGS, type Settings } from '#graph/settings.ts';
import type { Task, TaskGraph } from '#graph/task.ts';
import { verbAt } from '#graph/text/verbs.ts';
import { findRedundant } from '#graph/validate/redundancy.ts';
import { assessRisk } from './assess-risk.ts';
import type { Clause } from './clause.ts';
import { expandPlaybook } from './expand-playbook.ts';
import { sinks } from './graph-shape.ts';
import { instructionOf, titleOf } from './instruction.ts';
import { matchPlaybook, type PlaybookMatch } from './match-playbook.ts';
import { mergeRepeated } from './merge-repeated.ts';
import { normaliseText } from './normalise.ts';
import { nounPhrase } from './noun-phrase.ts';
import type { Playbook } from './playbook.ts';
import { readRequest } from './read-request.ts';
import { recogniseType } from './recognise-type.ts';
import { resolveClauses } from './resolve-clauses.ts';

export type PlanInput = {
  text: string;
  /** Earlier messages of the thread, oldest first. */
  history: readonly HistoryMessage[];
  attachments: readonly Attachment[];
  index: AgentIndex;
  playbooks: readonly Playbook[];
  settings: Settings['plan'];
};

/**
 * A plan without a model: the request's clauses, each a task, or the phases of a playbook where it asks for a known
 * job. Pure and deterministic; time is linear in the text. A request over a limit is planned whole: `checkGraph` says so.
 */
export function planHeuristically(input: PlanInput): TaskGraph {
  const text = normaliseText(input.text);
  const clauses = resolveClauses(input);
  const matches = clauses.map((clause) =>
    isLaidOut(clause, clauses) ? null : matchPlaybook(clause, input.playbooks),
  );
  const tasks: Task[] = [];
  const ends: string[][] = [];
  for (const [at, clause] of clauses.entries()) {
    const before = clause.dependsOn.flatMap((other) => ends[other] ?? []);
    const match = matches[at] ?? null;
    const own =
      match === null ? [clauseTask(clause, at, input)] : expandPlaybook(match, clause, `t${at + 1}`, at);
    ends.push(sinks({ tasks: own }));
    const inputs = inputsOf(clause, own, ends);
    for (const task of own) {
      const waits = { ...task, dependsOn: before, ...(inputs === null ? {} : { inputs }) };
      tasks.push(task.dependsOn.length === 0 ? waits : task);
    }
  }
  const first = matches.find((match): match is PlaybookMatch => match !== null);
  const graph: TaskGraph = {
    goal: text,
    clauses: clauses.map((clause) => clause.text),
    tasks,
    origin: first === undefined ? 'heuristic' : 'playbook',
    ...(first === undefined ? {} : { playbook: first.playbook.id }),
  };
  // Said twice is asked once; the phases of one playbook differ by themselves.
  if (clauses.length === 1) return graph;
  return mergeRepeated(graph, findRedundant(graph, DEFAULT_SETTINGS.validate.duplicateJaccard));
}

/** What stands by itself, whatever was to be done before it; other work may build on what came before. */
const STANDS_ALONE: ReadonlySet<string> = new Set(['answer', 'calculate', 'schedule']);

/**
 * Whose results a clause works on: those that its words point at; where they point at nothing, none for a question, a sum
 * or a summary of something that is named, all for other work. Null where these are all that it waits for.
 */
function inputsOf(clause: Clause, own: readonly Task[], ends: readonly string[][]): string[] | null {
  if (clause.dependsOn.length === 0) return null;
  if (clause.inputs !== null) {
    if (clause.inputs.length === clause.dependsOn.length) return null;
    return clause.inputs.flatMap((other) => ends[other] ?? []);
  }
  const type = own[0]?.type ?? '';
  const alone = STANDS_ALONE.has(type) || (type === 'summarise' && thingOf(clause) !== '');
  return alone ? [] : null;
}

/**
 * Whether the requester has said themselves how the clause's thing is to be done: by whom ("ask qa to build …"), or in
 * which steps ("build a page, test it", "design, build and test the API"). Then no playbook says it again.
 */
function isLaidOut(clause: Clause, all: readonly Clause[]): boolean {
  if (clause.agent !== undefined || clause.takenUp) return true;
  if (all.length === 1) return false;
  const thing = thingOf(clause);
  return thing !== '' && all.some((other) => other !== clause && thingOf(other) === thing);
}

function thingOf(clause: Clause): string {
  return nounPhrase(clause.tokens, verbAt(clause.tokens, 0)?.length ?? 0).stems.join(' ');
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
        title: titleOf(request) || 'Answer',
        instruction: request || 'Answer the request.',
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

function clauseTask(clause: Clause, at: number, input: PlanInput): Task {
  const recognised = recogniseType(clause, input.index);
  const type = recognised.by === 'default' ? (typeOfThread(input) ?? recognised.type) : recognised.type;
  const attached = input.attachments.map((file) => `Attached: ${file.name}`);
  const text = clause.text.trim() || 'Answer the request.';
  return {
    id: `t${at + 1}`,
    title: titleOf(text) || 'Request',
    instruction: instructionOf(text, [...clause.context, ...attached]),
    type,
    skills: [],
    dependsOn: [],
    risk: clause.question ? 'low' : assessRisk(text, type),
    covers: [at],
    ...(clause.agent === undefined ? {} : { agent: clause.agent }),
  };
}

/** "the same for billing": what was asked for last in the thread, where the words themselves do not tell. */
function typeOfThread(input: PlanInput): string | null {
  const last = input.history.findLast((message) => message.author === 'requester');
  if (last === undefined || !/\b(?:same|again|likewise|too|also|instead)\b/i.test(input.text)) return null;
  const before = readRequest(normaliseText(last.text), () => null).at(-1);
  if (before === undefined) return null;
  const recognised = recogniseType(before, input.index);
  return recognised.by === 'default' ? null : recognised.type;
}
