import type { Logger } from '#agents/agents-settings.ts';
import type { CatalogEntry } from '#agents/registry/catalog.ts';
import type { Lease } from '#agents/registry/live-agents.ts';
import { Breaker, type BreakerState } from '#agents/resilience/breaker.ts';
import { CallFailure, type FailureKind, modelRests } from '#agents/resilience/call-failure.ts';
import { raceAbort } from '#agents/resilience/race-abort.ts';
import type { AgentRunner, TaskCall } from '#graph/ports.ts';
import type { TaskResult } from '#graph/result.ts';
import type { LiveAgent, Work, WorkLog } from './live-agent.ts';

const NOT_ITS_FAULT: ReadonlySet<FailureKind> = new Set(['input', 'limited', 'open', 'stopped']);

export type RunnerDeps = {
  find: (agentId: string) => CatalogEntry | undefined;
  acquire: (entry: CatalogEntry) => Promise<Lease<LiveAgent>>;
  /** The breaker of the endpoint that model agents share; null without a model. */
  modelBreaker: Breaker | null;
  now: () => number;
  log: Logger;
};

/**
 * Runs tasks on agents, each agent behind its own breaker; how many run at once is the caller's to limit. A failed task whose `needs` hold `input` lacks
 * something that only the requester can give: its summary says what, and trying again as it is changes nothing.
 */
export class Runner implements AgentRunner {
  readonly #deps: RunnerDeps;
  readonly #breakers = new Map<string, Breaker>();

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
  }

  async run(call: TaskCall): Promise<TaskResult> {
    const started = this.#deps.now();
    const log: WorkLog = { toolUses: [], modelCalls: [], retries: 0 };
    const ended = await this.#attempt(call, log);
    const { toolUses, modelCalls } = log;
    return {
      taskId: call.task.id,
      agent: call.agentId,
      output: '',
      fromPlaybook: false,
      sources: [],
      discovered: [],
      needs: [],
      attempts: 1 + log.retries,
      ms: this.#deps.now() - started,
      toolUses,
      modelCalls,
      ...ended,
    };
  }

  broken(agentId: string): boolean {
    if (this.#breakers.get(agentId)?.blocked === true) return true;
    return this.#deps.find(agentId)?.card.kind === 'model' && this.#deps.modelBreaker?.blocked === true;
  }

  /** The breakers that saw a call, by agent. */
  breakers(): { name: string; state: BreakerState }[] {
    return [...this.#breakers].map(([name, { state }]) => ({ name, state }));
  }

  async #attempt(call: TaskCall, log: WorkLog): Promise<Ending> {
    const entry = this.#deps.find(call.agentId);
    if (entry === undefined || !entry.card.enabled) {
      return {
        status: 'failed',
        category: 'agent',
        summary: `There is no agent ${call.agentId}`,
        attempts: 0,
      };
    }
    const { title, needs } = entry.card;
    if (needs.length > 0) {
      return { status: 'not_run', needs, summary: `${title} needs ${needs.join(', ')}`, attempts: 0 };
    }
    try {
      const work = await this.#guarded(entry, call, log);
      return { status: 'done', ...work };
    } catch (error) {
      return this.#ended(error, title, call);
    }
  }

  async #guarded(entry: CatalogEntry, call: TaskCall, log: WorkLog): Promise<Work> {
    const work = async (): Promise<Work> => {
      try {
        return await this.#held(entry, call, log);
      } catch (error) {
        if (!call.run.signal.aborted) throw error;
        throw new CallFailure('stopped', 'agent', 'Stopped.', { cause: error });
      }
    };
    return call.resilient ? this.#breakerOf(entry).execute(work) : work();
  }

  /** The agent is pinned while it works, and let go as soon as the task is given up. */
  async #held(entry: CatalogEntry, call: TaskCall, log: WorkLog): Promise<Work> {
    using lease = await this.#acquire(entry);
    const { title, limits } = lease.agent.configuration;
    const deadline = AbortSignal.timeout(limits.timeoutMs);
    const signal = AbortSignal.any([call.signal, deadline]);
    try {
      return await raceAbort(lease.agent.work(call, log, signal), signal);
    } catch (error) {
      if (!deadline.aborted || call.signal.aborted) throw error;
      throw new CallFailure('unavailable', 'agent', `${title} ran out of time.`, { cause: error });
    }
  }

  async #acquire(entry: CatalogEntry): Promise<Lease<LiveAgent>> {
    try {
      return await this.#deps.acquire(entry);
    } catch (error) {
      const message = `${entry.card.title} could not be started; its file may be broken.`;
      throw new CallFailure('unavailable', 'agent', message, { cause: error });
    }
  }

  #ended(error: unknown, title: string, call: TaskCall): Ending {
    if (call.run.signal.aborted) return { status: 'stopped', summary: 'Stopped.' };
    if (call.signal.aborted) {
      return { status: 'failed', category: 'agent', summary: `${title} ran out of time` };
    }
    const { agentId } = call;
    if (!(error instanceof CallFailure)) {
      this.#deps.log.error({ err: error, agentId }, 'agent failed in a way that nobody expected');
      return { status: 'failed', category: 'agent', summary: `${title} failed unexpectedly` };
    }
    const { kind, category, message } = error;
    if (kind !== 'input') this.#deps.log.warn({ err: error, agentId, kind, category }, 'agent failed');
    // A card and a sentence around it both bring their own full stop.
    const summary = message.replace(/[.\s]+$/, '');
    return { status: 'failed', category, summary, needs: kind === 'input' ? ['input'] : [] };
  }

  /** What a person left out or stopped, and what another breaker kept back, says nothing about the agent. */
  #breakerOf({ card }: CatalogEntry): Breaker {
    const known = this.#breakers.get(card.id);
    if (known !== undefined) return known;
    const breaker = new Breaker({
      counts: (error) => !(error instanceof CallFailure) || !NOT_ITS_FAULT.has(error.kind),
      refuse: () => this.#resting(card),
      now: this.#deps.now,
    });
    this.#breakers.set(card.id, breaker);
    return breaker;
  }

  /** Where the model is to blame, it is named: nothing is wrong with the agent. */
  #resting({ kind, title }: CatalogEntry['card']): CallFailure {
    if (kind === 'model' && this.#deps.modelBreaker?.blocked === true) return modelRests();
    return new CallFailure('open', 'agent', `${title} fails at present; try again in a minute.`);
  }
}

type Ending = Pick<TaskResult, 'status' | 'summary'> & Partial<TaskResult>;
