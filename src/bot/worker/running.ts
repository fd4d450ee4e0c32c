import { LRUCache } from 'lru-cache';
import type { StopReason } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';

export type RunningRun = {
  request: Request;
  /** Aborts the run; only the first reason counts. */
  stop(reason: StopReason): void;
};

/** The runs of this process and their abort controllers. */
export class Running {
  readonly #runs = new Map<string, RunningRun>();
  /** Stops that came before their run: its message still waits in the queue. */
  readonly #early = new LRUCache<string, StopReason>({ max: 1_000 });

  get size(): number {
    return this.#runs.size;
  }

  get ids(): string[] {
    return [...this.#runs.keys()];
  }

  /** `onStop` is called once, before the signal's own listeners. */
  add(request: Request, onStop: (reason: StopReason) => void): { signal: AbortSignal; run: RunningRun } {
    const controller = new AbortController();
    const run: RunningRun = {
      request,
      stop(reason) {
        if (controller.signal.aborted) return;
        onStop(reason);
        controller.abort(reason);
      },
    };
    this.#runs.set(request.runId, run);
    const early = this.#early.get(request.runId);
    if (early !== undefined) run.stop(early);
    return { signal: controller.signal, run };
  }

  /** Only the entry itself is removed: a successor under the same id stays. */
  remove(run: RunningRun): void {
    if (this.#runs.get(run.request.runId) === run) this.#runs.delete(run.request.runId);
  }

  stop(runId: string, reason: StopReason): void {
    this.#runs.get(runId)?.stop(reason);
  }

  /** Stops the run now, or as soon as it starts here. */
  stopEvenLater(runId: string, reason: StopReason): void {
    if (this.#runs.has(runId)) this.stop(runId, reason);
    else this.#early.set(runId, reason);
  }

  stopAll(reason: StopReason, which: (request: Request) => boolean = () => true): void {
    for (const run of this.#runs.values()) if (which(run.request)) run.stop(reason);
  }

  find(matches: (request: Request) => boolean): Request | null {
    for (const { request } of this.#runs.values()) if (matches(request)) return request;
    return null;
  }
}
