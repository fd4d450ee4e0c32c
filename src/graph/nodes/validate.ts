import { sayNeeds } from '#graph/route/say.ts';
import type { State, Update } from '#graph/state.ts';
import type { Validation } from '#graph/validation.ts';
import { judgePlan } from './assess.ts';
import { Guard } from './guard.ts';
import { overBudget, refuse } from './refusals.ts';
import { sharesOf } from './shares.ts';
import { type Scope, type Services, tell } from './step.ts';

/** Lets a plan pass, sends it back with notes (at most `maxRepairs` times), or refuses the request with reasons. */
export async function validate(services: Services, state: State, scope: Scope): Promise<Update> {
  const { taskGraph, routing } = state;
  const { run } = scope;
  if (taskGraph === undefined || routing === undefined)
    throw new TypeError('There is no routed plan to validate.');
  const validation = judgePlan(services, taskGraph, routing, state);
  const repairs = state.repairs ?? 0;
  services.ports.events.append(run, {
    type: 'validated',
    key: `validated:${repairs}`,
    payload: {
      verdict: validation.verdict,
      score: validation.score,
      degraded: validation.degraded,
      violations: validation.violations.map(({ rule }) => rule),
      warnings: validation.warnings.map(({ rule }) => rule),
    },
  });
  if (validation.verdict === 'repair' && repairs < services.settings.validate.maxRepairs)
    return { validation, repairs: repairs + 1 };
  if (validation.verdict !== 'pass')
    return { validation, outcome: refuse('validation', reasons(validation)) };

  if (state.reservedMicroUsd !== undefined) {
    const shares = sharesOf(routing, services.ports.agents.index(), state.reservedMicroUsd);
    const answer = await services.ports.budgets.allot(run, shares);
    if (!answer.ok) return { validation, outcome: overBudget(answer, shares[answer.agent ?? ''] ?? 0) };
  }

  // Titles may be a model's words, and are shown before any critic sees the answer.
  const titles = await new Guard(services, run, state.request).texts(
    taskGraph.tasks.map(({ title }) => title),
  );
  const tasks = taskGraph.tasks.map((task, index) => ({ ...task, title: titles[index] ?? task.title }));
  const graph = { ...taskGraph, tasks };
  tell(services, run, { kind: 'planned', graph, routing });
  scope.planShown = true;
  const lacks = [...new Set(routing.flatMap(({ runnable, needs }) => (runnable ? [] : needs)))];
  const notRunnable = routing.filter(({ runnable }) => !runnable).length;
  const degraded =
    notRunnable === 0
      ? []
      : [
          `${lacks.includes('model') ? 'model' : 'agents'}: ${notRunnable} of ${tasks.length} tasks not done here for want of ${sayNeeds(lacks)}`,
        ];
  return { validation, taskGraph: graph, degraded: [...(state.degraded ?? []), ...degraded] };
}

function reasons({ violations }: Validation): string {
  const messages = [...new Set(violations.map(({ message }) => message))];
  const shown = messages.slice(0, 3).map((message) => `- ${message}`);
  const more = messages.length > 3 ? [`- and ${messages.length - 3} more`] : [];
  return [
    'I have not run this, because the plan for it does not hold:',
    ...shown,
    ...more,
    'Change the request in these points and send it again.',
  ].join('\n');
}
