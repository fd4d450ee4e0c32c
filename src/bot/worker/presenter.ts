import type { RunReport } from '#graph/orchestrator.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Progress } from '#graph/progress.ts';
import type { Request } from '#graph/request.ts';

/** How a run shows itself to people; what the worker needs of Slack. */
export interface Presenter {
  /**
   * Begins to show a run, and returns at once. `quiet`: nothing is shown before there is a plan, for requests that
   * will be refused.
   */
  present(run: RunContext, request: Request, options: { quiet: boolean }): Presentation;
  /** True when this run's answer stands in Slack already: the process died between posting and completing. */
  delivered(run: RunContext, request: Request): Promise<boolean>;
  /** True when the person took the message back that the request came with. */
  withdrawn(request: Request): Promise<boolean>;
  /** The request with what it needs of Slack: the thread before it, and its text files. Bounded in size. */
  complete(request: Request, files: readonly unknown[]): Promise<Request>;
}

export interface Presentation {
  readonly progress: Progress;
  /** Says at once that the run is being stopped. */
  stopping(): void;
  /** Posts what the report says, exactly once in effect. Rejects when Slack did not take it. */
  deliver(report: RunReport): Promise<void>;
  /** Leaves what is shown as it is: another claim of the run goes on with it. */
  leave(): Promise<void>;
}
