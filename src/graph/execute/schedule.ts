import type { TaskResult } from '#graph/result.ts';
import type { Task } from '#graph/task.ts';
import { rankByCriticalPath } from './rank.ts';
import type { Slots } from './slots.ts';
import { skipped, stuck } from './terminal.ts';

/** What the schedule asks of whoever runs it. */
export type ScheduleWork = {
  /** Results from before this schedule: never run again. */
  finished: ReadonlyMap<string, TaskResult>;
  /** Tasks at once. */
  width: number;
  slots: Slots;
  /** Aborted when nothing more may start; `halted` then says how the rest ends. */
  signal: AbortSignal;
  /** Expected duration in any unit; ranks what starts first. */
  weight: (task: Task) => number;
  agentOf: (task: Task) => string;
  /** The result of a task that cannot run whatever happens before it; null when it can. */
  unable: (task: Task) => TaskResult | null;
  /** True while a task may not start for a reason outside the graph: it, and what waits for it, stays without a result. */
  held: (task: Task) => boolean;
  /** Once not null, nothing starts any more, and every task that has not begun ends so. */
  halted: () => ((task: Task) => TaskResult) | null;
  /** Runs a task to its end and makes the result durable. A rejection is a fault: it ends the schedule. */
  run: (task: Task, inputs: readonly TaskResult[]) => Promise<TaskResult>;
  /** Told of each result, those without a run included; answers the whole graph's tasks when the result extended it. */
  ended: (task: Task, result: TaskResult) => readonly Task[] | null;
};

/**
 * Runs a task graph at its critical path: whatever is ready starts at once, longest remaining way first, within width
 * and places. Resolves with the results when every task that is not held has one. Never deadlocks: what waits for
 * itself or for nothing fails.
 */
export function runSchedule(
  tasks: readonly Task[],
  work: ScheduleWork,
): Promise<ReadonlyMap<string, TaskResult>> {
  return new Promise((resolve, reject) => new Schedule(tasks, work, resolve, reject).begin());
}

/** State: the tasks in order of rank, those without a result, those in flight, and the first fault. */
class Schedule {
  readonly #work: ScheduleWork;
  readonly #resolve: (results: ReadonlyMap<string, TaskResult>) => void;
  readonly #reject: (fault: unknown) => void;
  readonly #results = new Map<string, TaskResult>();
  readonly #running = new Set<string>();
  #tasks = new Map<string, Task>();
  #pending: Task[] = [];
  #fault: { error: unknown } | null = null;
  #over = false;

  constructor(
    tasks: readonly Task[],
    work: ScheduleWork,
    resolve: (results: ReadonlyMap<string, TaskResult>) => void,
    reject: (fault: unknown) => void,
  ) {
    this.#work = work;
    this.#resolve = resolve;
    this.#reject = reject;
    for (const task of tasks) {
      const before = work.finished.get(task.id);
      if (before !== undefined) this.#results.set(task.id, before);
    }
    this.#arrange(tasks);
  }

  begin(): void {
    this.#work.signal.addEventListener('abort', this.#advance);
    this.#advance();
  }

  #arrange(tasks: readonly Task[]): void {
    const ranks = rankByCriticalPath(tasks, this.#work.weight);
    this.#tasks = new Map(tasks.map((task) => [task.id, task]));
    this.#pending = tasks
      .filter(({ id }) => !this.#results.has(id) && !this.#running.has(id))
      .sort((a, b) => (ranks.get(b.id) ?? 0) - (ranks.get(a.id) ?? 0));
  }

  /** An arrow function: the slots call it back, and know it by its identity. */
  readonly #advance = (): void => {
    if (this.#over) return;
    try {
      if (this.#fault === null) {
        this.#endWhatNeverRuns();
        this.#startWhatIsReady();
      }
    } catch (error) {
      this.#fault ??= { error };
    }
    if (this.#running.size > 0) return;
    if (this.#fault !== null) this.#finish(() => this.#reject(this.#fault?.error));
    else if (this.#pending.every((task) => !this.#isReady(task) || this.#work.held(task))) this.#closeUp();
  };

  #startWhatIsReady(): void {
    for (const task of [...this.#pending]) {
      if (this.#running.size >= this.#work.width) return;
      if (!this.#isReady(task) || this.#work.held(task)) continue;
      const giveBack = this.#work.slots.tryTake(this.#work.agentOf(task), this.#advance);
      if (giveBack !== null) this.#start(task, giveBack);
    }
  }

  #start(task: Task, giveBack: () => void): void {
    this.#running.add(task.id);
    this.#pending = this.#pending.filter((other) => other !== task);
    const inputs = (task.inputs ?? task.dependsOn).flatMap((id) => this.#results.get(id) ?? []);
    this.#work
      .run(task, inputs)
      .then((result) => {
        this.#running.delete(task.id);
        this.#end(task, result);
      })
      .catch((error: unknown) => {
        this.#running.delete(task.id);
        this.#fault ??= { error };
      })
      .finally(() => {
        giveBack();
        this.#advance();
      });
  }

  #end(task: Task, result: TaskResult): void {
    this.#results.set(task.id, result);
    const extended = this.#work.ended(task, result);
    if (extended !== null) this.#arrange(extended);
  }

  /** Repeats until nothing changes, since each end may be another's reason. */
  #endWhatNeverRuns(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const task of [...this.#pending]) {
        const result = this.#work.halted()?.(task) ?? this.#work.unable(task) ?? this.#skip(task);
        if (result === null) continue;
        changed = true;
        this.#pending = this.#pending.filter((other) => other !== task);
        this.#end(task, result);
      }
    }
  }

  #skip(task: Task): TaskResult | null {
    for (const id of task.dependsOn) {
      const result = this.#results.get(id);
      if (result !== undefined && result.status !== 'done') return skipped(task, result);
      if (!this.#tasks.has(id)) return stuck(task, `waits for ${id}, which is not in the plan`);
    }
    return null;
  }

  #isReady(task: Task): boolean {
    return task.dependsOn.every((id) => this.#results.get(id)?.status === 'done');
  }

  /** Nothing runs and nothing can start: what is left is held, waits for what is held, or waits for itself. */
  #closeUp(): void {
    const held = new Set(this.#pending.filter(this.#work.held).map(({ id }) => id));
    for (let grown = true; grown; ) {
      const before = held.size;
      for (const task of this.#pending) if (task.dependsOn.some((id) => held.has(id))) held.add(task.id);
      grown = held.size > before;
    }
    for (const task of this.#pending)
      if (!held.has(task.id)) this.#end(task, stuck(task, 'waits, in the end, for itself'));
    this.#finish(() => this.#resolve(this.#results));
  }

  #finish(tell: () => void): void {
    this.#over = true;
    this.#work.signal.removeEventListener('abort', this.#advance);
    tell();
  }
}
