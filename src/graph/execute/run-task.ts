import { FencedError, type ModelTier, type Ports, type RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import { TaskResult } from '#graph/result.ts';
import type { Settings } from '#graph/settings.ts';
import type { Task } from '#graph/task.ts';
import { failed, stopped } from './terminal.ts';

export type TaskRun = {
  ports: Ports;
  settings: Settings['execute'];
  run: RunContext;
  request: Request;
  tier: ModelTier;
  resilient: boolean;
  /** Aborts every task of the run. */
  signal: AbortSignal;
  /** How a task that this signal ended is called to have ended. */
  endedBy: (task: Task, agentId: string) => TaskResult;
};

/**
 * Runs one task on its agent and always has a result of it: the agent may throw, hang, ignore its signal or return
 * garbage. After an abort it has `abortGraceMs` to hand in what it has; its promise is then left behind.
 */
export async function runTask(
  task: Task,
  agentId: string,
  inputs: readonly TaskResult[],
  { ports, settings, run, request, tier, resilient, signal, endedBy }: TaskRun,
): Promise<TaskResult> {
  const begun = ports.now();
  const ms = (): number => Math.max(0, ports.now() - begun);
  const own = new AbortController();
  const abort = (): void => own.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  const deadline = setTimeout(() => own.abort('deadline'), settings.taskDeadlineMs);
  const givenUp = afterAbort(own.signal, settings.abortGraceMs);
  try {
    const call = { task, agentId, request, tier, inputs, run, signal: own.signal, resilient };
    const raw = await Promise.race([begin(() => ports.runner.run(call)), givenUp.promise]);
    const result = raw === GIVEN_UP ? null : interpret(raw, task, agentId, ms());
    if (result?.status === 'done') return result;
    const spent = {
      modelCalls: result?.modelCalls ?? [],
      attempts: Math.max(1, result?.attempts ?? 1),
      ms: ms(),
    };
    if (signal.aborted) return { ...endedBy(task, agentId), ...spent };
    if (own.signal.aborted) {
      const seconds = Math.round(settings.taskDeadlineMs / 1000);
      return {
        ...failed(task, agentId, 'agent', `took longer than ${seconds} s and was ended`, ms()),
        ...spent,
      };
    }
    return result ?? failed(task, agentId, 'agent', 'ended without a result', ms());
  } catch (error) {
    if (error instanceof FencedError) throw error;
    if (signal.aborted) return endedBy(task, agentId);
    const kind = error instanceof Error ? error.name : typeof error;
    ports.events.append(run, {
      type: 'agent_threw',
      key: `agent_threw:${task.id}:${run.epoch}`,
      payload: { taskId: task.id, agent: agentId, kind },
    });
    return failed(task, agentId, 'agent', 'its agent failed unexpectedly', ms());
  } finally {
    clearTimeout(deadline);
    givenUp.cancel();
    signal.removeEventListener('abort', abort);
  }
}

const GIVEN_UP = Symbol('given up');

/** A runner that throws before its first await rejects like any other. */
async function begin(work: () => Promise<TaskResult>): Promise<unknown> {
  return await work();
}

function afterAbort(
  signal: AbortSignal,
  graceMs: number,
): { promise: Promise<typeof GIVEN_UP>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  const promise = new Promise<typeof GIVEN_UP>((resolve) => {
    onAbort = () => {
      timer = setTimeout(() => resolve(GIVEN_UP), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  const cancel = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  };
  return { promise, cancel };
}

function interpret(raw: unknown, task: Task, agentId: string, ms: number): TaskResult {
  const parsed = TaskResult.safeParse(raw);
  if (!parsed.success || parsed.data.taskId !== task.id || parsed.data.status === 'skipped')
    return failed(task, agentId, 'agent', 'its agent returned something that is no result', ms);
  const result = parsed.data;
  if (result.status === 'done' && result.output.trim() === '')
    return {
      ...failed(task, agentId, 'agent', 'its agent returned an empty result', ms),
      modelCalls: result.modelCalls,
    };
  // A runner may also find out that it was stopped, or that something it needs is gone: those are ends of their own.
  return result.status === 'stopped'
    ? { ...stopped(task, agentId, result.summary), modelCalls: result.modelCalls }
    : result;
}
