import type { State, Update } from '#graph/state.ts';
import { routePlan, routeSingle } from './assess.ts';
import type { Scope, Services } from './step.ts';

/** Gives each task its agent. */
export function route(services: Services, state: State, { run }: Scope): Update {
  if (state.taskGraph === undefined) throw new TypeError('There is no plan to route.');
  const routing =
    state.path?.kind === 'single'
      ? routeSingle(services, state.taskGraph)
      : routePlan(services, state.taskGraph);
  services.ports.events.append(run, {
    type: 'routed',
    key: `routed:${state.repairs ?? 0}`,
    payload: {
      tasks: routing.length,
      runnable: routing.filter(({ runnable }) => runnable).length,
      unroutable: routing.filter(({ agent }) => agent === null).length,
    },
  });
  return { routing };
}
