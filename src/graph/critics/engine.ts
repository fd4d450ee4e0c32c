import type { CriticRecord, Edit, Review, Stage } from '#graph/review.ts';
import type { Critic, Earlier, Judged, Subject } from './critic.ts';
import { buildCriticSet, type Seat } from './critic-set.ts';
import { freeze } from './freeze.ts';
import { gate } from './gate.ts';
import { type CriticRun, type CriticRunner, runCritic } from './run-critic.ts';
import { type Judgement, verdictOf } from './verdict.ts';

type ReviewOptions = {
  /** The run's. When it aborts, the review rejects with its reason: an unfinished review is no review. */
  signal: AbortSignal;
  /** False runs every critic whatever its policy (flag `critic_gating_enabled`). */
  gating: boolean;
  /** False gives each critic one attempt (flag `critic_retries_enabled`). */
  retries: boolean;
  /** Only these stages; all by default. */
  stages?: readonly Stage[];
};

/** The only way in which a critic runs. */
export interface CriticEngine {
  review(subject: Subject, options: ReviewOptions): Promise<Review>;
}

/** Throws `CriticSetError` when the critics cannot be arranged. The runner's limiter is shared by the whole process. */
export function createCriticEngine(critics: readonly Critic[], runner: CriticRunner): CriticEngine {
  const set = buildCriticSet(critics);
  return {
    async review(subject, options) {
      options.signal.throwIfAborted();
      const deadline = new AbortController();
      const end = (): void => deadline.abort(options.signal.reason);
      const timer = setTimeout(() => deadline.abort('review_timeout'), runner.settings.reviewTimeoutMs);
      options.signal.addEventListener('abort', end, { once: true });
      try {
        const round = new Round(freeze(subject), options, runner, deadline.signal);
        for (const { stage, seats } of set.stages)
          if (options.stages === undefined || options.stages.includes(stage)) await round.stage(seats);
        options.signal.throwIfAborted();
        return round.review();
      } finally {
        clearTimeout(timer);
        options.signal.removeEventListener('abort', end);
      }
    },
  };
}

/** One review of one subject. State: the text with the replacements so far, and what has been judged. */
class Round {
  #text: string;
  #judgements: readonly Judgement[] = [];
  readonly #edits: Edit[] = [];
  readonly #subject: Subject;
  readonly #options: ReviewOptions;
  readonly #runner: CriticRunner;
  readonly #signal: AbortSignal;

  constructor(subject: Subject, options: ReviewOptions, runner: CriticRunner, signal: AbortSignal) {
    this.#text = subject.text;
    this.#subject = subject;
    this.#options = options;
    this.#runner = runner;
    this.#signal = signal;
  }

  /** Runs a stage's critics in parallel, each after those of its dependencies that are in the same stage. */
  async stage(seats: readonly Seat[]): Promise<void> {
    const before = this.#judgements;
    const started = new Map<string, Promise<Judgement>>();
    const start = (seat: Seat): Promise<Judgement> => {
      const running = started.get(seat.name) ?? this.#afterItsDependencies(seat, seats, before, start);
      started.set(seat.name, running);
      return running;
    };
    this.#judgements = [...before, ...(await Promise.all(seats.map(start)))];
  }

  async #afterItsDependencies(
    seat: Seat,
    seats: readonly Seat[],
    before: readonly Judgement[],
    start: (seat: Seat) => Promise<Judgement>,
  ): Promise<Judgement> {
    if (seat.dependsOn.length === 0) return this.#judge(seat, before, []);
    const inStage = seats.filter((other) => seat.dependsOn.includes(other.name));
    const dependencies = await Promise.all(inStage.map(start));
    return this.#judge(seat, before, dependencies);
  }

  async #judge(seat: Seat, before: readonly Judgement[], inStage: readonly Judgement[]): Promise<Judgement> {
    const base = this.#text;
    const seen = [...before, ...inStage];
    const judged: Judged = Object.freeze({ ...this.#subject, text: base, earlier: seen.map(asEarlier) });
    const gated = gate(seat, judged, this.#options.gating);
    // A dependency that was gated or failed does not strand its dependants; the record says that it was so.
    const lame = seen.filter(
      (each) => seat.dependsOn.includes(each.seat.name) && each.record.status !== 'ran',
    );
    const reason = [
      gated.reason,
      ...lame.map((each) => `dependency:${each.seat.name}:${each.record.status}`),
    ].join(' ');
    if (!gated.run)
      return { seat, record: record(seat, 'gated', reason, null), finding: null, repaired: false };

    const retries = this.#options.retries ? this.#runner.settings.retries : 0;
    const run = await runCritic(seat, judged, this.#runner, retries, this.#signal);
    const status = run.finding === null ? 'failed' : 'ran';
    const because = run.failure === null ? reason : `${reason} failure:${run.failure}`;
    const repaired = this.#take(run, base);
    return { seat, record: record(seat, status, because, run), finding: run.finding, repaired };
  }

  /**
   * Takes over a critic's replacement and edits. Two critics that ran side by side on the same text cannot both replace
   * it: the second one's finding then stays open and asks for a revision.
   */
  #take({ finding }: CriticRun, base: string): boolean {
    if (finding === null) return false;
    this.#edits.push(...(finding.edits ?? []));
    if (finding.replacement === undefined || this.#text !== base) return false;
    this.#text = finding.replacement;
    return true;
  }

  review(): Review {
    const records = this.#judgements.map((each) => each.record);
    return { ...verdictOf(this.#judgements), records, text: this.#text, edits: this.#edits };
  }
}

function asEarlier({ seat, record, finding }: Judgement): Earlier {
  const failed = record.status === 'failed';
  const violated = failed || finding?.verdict === 'revise' || finding?.verdict === 'block';
  return { name: seat.name, violated, failed, uncertainty: finding?.uncertainty ?? 0 };
}

function record(
  seat: Seat,
  status: CriticRecord['status'],
  gateReason: string,
  run: CriticRun | null,
): CriticRecord {
  const { finding } = run ?? { finding: null };
  return {
    name: seat.name,
    stage: seat.stage,
    policy: seat.policy,
    status,
    gate: gateReason,
    ...(finding === null
      ? {}
      : { verdict: finding.verdict, severity: finding.severity, uncertainty: finding.uncertainty }),
    notes: finding?.notes ?? [],
    attempts: run?.attempts ?? 0,
    timedOut: run?.timedOut ?? false,
    ms: run?.ms ?? 0,
  };
}
