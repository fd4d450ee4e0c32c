import type { RunReport } from '#graph/orchestrator.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Progress } from '#graph/progress.ts';
import type { Request } from '#graph/request.ts';

/** How a run shows itself to people; what the worker needs of Slack. */
export interface Presenter {
  /** Begins to show a run, and returns at once. */
  present(run: RunContext, request: Request, options: PresentOptions): Presentation;
  /** True when this run's answer stands in Slack already: the process died between posting and completing. */
  delivered(run: RunContext, request: Request): Promise<boolean>;
  /** True when the person took the message back that the request came with. */
  withdrawn(request: Request): Promise<boolean>;
  /** The request with what it needs of Slack: the thread before it, and its text files. Bounded in size. */
  complete(request: Request, files: readonly unknown[]): Promise<Request>;
}

export type PresentOptions = {
  /**
   * From when on something is shown: `now`; `planned` for requests that will be refused; `ended` where the answer
   * stands already and only the rest of it may be missing.
   */
  from: 'now' | 'planned' | 'ended';
  /** True for the first claim of a run, whose first progress is measured. */
  first: boolean;
  /** Aborts when the process must give the run back: what waits for Slack then rejects. A stop does not abort it. */
  signal: AbortSignal;
};

export interface Presentation {
  readonly progress: Progress;
  /** Says at once that the run is being stopped. */
  stopping(): void;
  /** Posts what the report says, exactly once in effect. Rejects when Slack did not take it. */
  deliver(report: RunReport): Promise<void>;
  /** Leaves what is shown as it is: another claim of the run goes on with it. */
  leave(): Promise<void>;
}
