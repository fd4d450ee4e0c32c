import type { RunContext } from '#graph/ports.ts';
import type { Source, TaskResult } from '#graph/result.ts';
import type { Draft, State } from '#graph/state.ts';
import type { TaskGraph } from '#graph/task.ts';
import type { ModelCall } from '#graph/usage.ts';
import { compose, rest } from './compose.ts';
import { missingFrom } from './missing.ts';
import type { Services } from './step.ts';
import { SYNTHESIS_PROMPT, synthesisPrompt } from './synthesis-prompt.ts';

export type Drafted = { draft: Draft; calls: readonly ModelCall[]; degraded: readonly string[] };

/** Tokens that a synthesis may write: a long chat answer. */
export const ANSWER_TOKENS = 2_000;

/**
 * Makes one answer of the task results: the only task's output as it is, a model's synthesis of several where there is
 * a model and the run can still pay, else a composition by rules. What is missing is always added by rules.
 */
export async function draftAnswer(
  services: Services,
  run: RunContext,
  { request, difficulty }: Pick<State, 'request' | 'difficulty'>,
  graph: TaskGraph,
  results: readonly TaskResult[],
  affordable: boolean,
): Promise<Drafted> {
  const { ports } = services;
  const missing = missingFrom(graph.tasks, results);
  const done = results.filter(({ status }) => status === 'done');
  const sources = distinct(done);
  const able = ableAgents(services);
  const [only] = done;
  if (done.length === 1 && only !== undefined && missing.length === 0) {
    const draft = { text: only.output.trim(), sources, missing, by: 'passed_through' as const };
    return { draft, calls: [], degraded: [] };
  }
  const composed = (): Draft => ({
    text: compose({ graph, results, missing, able }),
    sources,
    missing,
    by: 'composed',
  });
  if (done.length < 2 || !ports.models.available) return { draft: composed(), calls: [], degraded: [] };
  if (!affordable)
    return {
      draft: composed(),
      calls: [],
      degraded: ['answer: set together by rules, to stay within the budget'],
    };

  const answer = await ports.models.text({
    name: SYNTHESIS_PROMPT,
    ...synthesisPrompt(request, graph, results),
    tier: difficulty?.tier ?? 'small',
    maxOutputTokens: ANSWER_TOKENS,
    run,
    resilient: ports.flags.enabled('error_handling_enabled', request.user),
  });
  if (!answer.ok || answer.value.trim() === '') {
    const degraded = ['answer: set together by rules, since the model could not write it'];
    return { draft: composed(), calls: answer.calls, degraded };
  }
  const text = [answer.value.trim(), ...rest(graph, results, missing, able)].join('\n\n');
  return {
    draft: { text, sources, missing, by: 'written' },
    calls: answer.calls,
    degraded: [],
  };
}

/** Titles of at most four agents that need nothing this deployment lacks. */
export function ableAgents({ ports }: Services): string[] {
  const able = ports.agents
    .index()
    .all()
    .filter(({ enabled, needs }) => enabled && needs.length === 0);
  return able.slice(0, 4).map(({ title }) => title);
}

function distinct(results: readonly TaskResult[]): Source[] {
  const byPlace = new Map<string, Source>();
  for (const { sources } of results)
    for (const source of sources) if (!byPlace.has(source.locator)) byPlace.set(source.locator, source);
  return [...byPlace.values()];
}

/** True when the run has money left for one more call, or nothing had to be reserved. */
export function canPay(spentMicroUsd: number, reservedMicroUsd: number | undefined): boolean {
  return reservedMicroUsd === undefined || spentMicroUsd < reservedMicroUsd;
}
