import { isGraphBubbleUp } from '@langchain/langgraph';
import type { CriticEngine } from '#graph/critics/engine.ts';
import type { Slots } from '#graph/execute/slots.ts';
import type { Timings } from '#graph/orchestrator.ts';
import type { Playbook } from '#graph/plan/playbook.ts';
import type { Ports, RunContext } from '#graph/ports.ts';
import type { Settings } from '#graph/settings.ts';
import { type Channels, channelsOf, NO_TIMINGS, type State, stateOf, type Update } from '#graph/state.ts';

/** What every node of every run shares: built once per process. */
export type Services = {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly playbooks: readonly Playbook[];
  readonly critics: CriticEngine;
  readonly slots: Slots;
};

/** What belongs to one invocation of the graph: it is handed to the nodes beside the state and never checkpointed. */
export type Scope = {
  readonly run: RunContext;
  /** Milliseconds since the last call, waiting for an approval or for a new worker left out. */
  readonly lap: () => number;
  /** True once this invocation's progress has the plan: a resumed run shows it again to its new listener. */
  planShown: boolean;
};

/** Ends an invocation in a way that leaves the run where its last checkpoint is. */
export class Suspension extends Error {
  override readonly name = 'Suspension';
}

/** What of the run's signal ends the run. Rejects the invocation for those that only end this worker's part in it. */
export function stopOf({ signal }: RunContext): 'user' | 'emergency' | null {
  if (!signal.aborted) return null;
  const reason: unknown = signal.reason;
  if (reason === 'user' || reason === 'emergency') return reason;
  throw new Suspension('The worker is draining.');
}

/** What LangGraph hands to a node beside the state, as far as nodes use it. */
type Invoked = { context?: { scope?: Scope } };

type Phase = Exclude<keyof Timings, 'totalMs'>;

/**
 * Makes a LangGraph node of a step: measures it, and sends a stopped run on without doing anything more. The last node
 * runs even so (`always`), since it says what was stopped.
 */
export function node(
  services: Services,
  phase: Phase | null,
  step: (services: Services, state: State, scope: Scope) => Promise<Update> | Update,
  always = false,
) {
  return async (channels: Channels, config: Invoked): Promise<Channels> => {
    const state = stateOf(channels);
    const scope = scopeOf(config);
    const begun = services.ports.now();
    const stoppedBy = state.stoppedBy ?? stopOf(scope.run);
    const update =
      stoppedBy === null || always
        ? await unlessStopped(() => step(services, state, scope), scope.run)
        : { stoppedBy };
    const before = state.timings ?? NO_TIMINGS;
    const timings = { ...before, totalMs: before.totalMs + scope.lap() };
    if (phase !== null) timings[phase] += Math.max(0, services.ports.now() - begun);
    return channelsOf(channels, { ...update, timings });
  };
}

async function unlessStopped(work: () => Promise<Update> | Update, run: RunContext): Promise<Update> {
  try {
    return await work();
  } catch (error) {
    // What rejects because the run was stopped is no fault. LangGraph's own interrupt travels as an error, too.
    const stoppedBy = isGraphBubbleUp(error) ? null : stopOf(run);
    if (stoppedBy === null) throw error;
    return { stoppedBy };
  }
}

function scopeOf({ context }: Invoked): Scope {
  if (context?.scope !== undefined) return context.scope;
  throw new TypeError('The graph was invoked without its run.');
}

export class RunScope implements Scope {
  readonly run: RunContext;
  planShown = false;
  readonly #now: () => number;
  #last: number;

  constructor(run: RunContext, now: () => number) {
    this.run = run;
    this.#now = now;
    this.#last = now();
  }

  readonly lap = (): number => {
    const now = this.#now();
    const passed = Math.max(0, now - this.#last);
    this.#last = now;
    return passed;
  };
}

/** Tells progress; a listener that throws costs the run nothing but a mark in its events. */
export function tell(
  { ports }: Services,
  run: RunContext,
  ...events: Parameters<RunContext['progress']>
): void {
  try {
    run.progress(...events);
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    ports.events.append(run, {
      type: 'progress_failed',
      key: `progress_failed:${events[0].kind}`,
      payload: { kind },
    });
  }
}
