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
    return { signal: controller.signal, run };
  }

  /** Only the entry itself is removed: a successor under the same id stays. */
  remove(run: RunningRun): void {
    if (this.#runs.get(run.request.runId) === run) this.#runs.delete(run.request.runId);
  }

  stop(runId: string, reason: StopReason): boolean {
    const run = this.#runs.get(runId);
    run?.stop(reason);
    return run !== undefined;
  }

  stopAll(reason: StopReason, which: (request: Request) => boolean = () => true): void {
    for (const run of this.#runs.values()) if (which(run.request)) run.stop(reason);
  }

  find(matches: (request: Request) => boolean): Request | null {
    for (const { request } of this.#runs.values()) if (matches(request)) return request;
    return null;
  }
}
