import type { Reply } from '#graph/reply.ts';
import type { Request } from '#graph/request.ts';
import type { TaskResult } from '#graph/result.ts';
import type { Finding, Policy, Stage } from '#graph/review.ts';
import type { Risk, TaskGraph } from '#graph/task.ts';

/** What is put before the critics. It is frozen, all the way down, before the first of them sees it. */
export type Subject = {
  /** `request` and `source` are read before work, `progress` before a card is shown, `answer` before it is delivered. */
  readonly kind: 'request' | 'source' | 'progress' | 'answer';
  readonly text: string;
  /** The highest risk among the tasks. */
  readonly risk: Risk;
  readonly request: Request;
  readonly taskGraph: TaskGraph | null;
  readonly results: readonly TaskResult[];
  readonly missing: Reply['missing'];
};

/** What an earlier critic said: what gating looks at. */
export type Earlier = {
  readonly name: string;
  readonly violated: boolean;
  readonly failed: boolean;
  readonly uncertainty: number;
};

/** A subject at the moment when one critic judges it: `text` has the replacements of earlier critics in it. */
export type Judged = Subject & { readonly earlier: readonly Earlier[] };

/**
 * One judge. What is not configured follows from whole tokens of the name (see `classify.ts`); `judge` returns a
 * {@link Finding}, is parsed all the same, and must honour the signal where it waits for anything.
 */
export type Critic = {
  readonly name: string;
  readonly judge: (judged: Judged, signal: AbortSignal) => Finding | Promise<Finding>;
  readonly stage?: Stage;
  readonly policy?: Policy;
  /** 1 first to 10 last. */
  readonly priority?: number;
  /** An `always` critic that guards safety and cannot judge blocks. Default: safety, security or critical in its name. */
  readonly safety?: boolean;
  readonly dependsOn?: readonly string[];
  /** Required by the policy `conditional`. */
  readonly when?: (judged: Judged) => boolean;
  /** Milliseconds; default by stage. */
  readonly timeoutMs?: number;
  /** How many of this critic may run at once in the process. */
  readonly concurrency?: number;
  /** Token bucket of the process for this critic. */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
};

export const PASS: Finding = Object.freeze({ verdict: 'pass', severity: 0, uncertainty: 0, notes: [] });
