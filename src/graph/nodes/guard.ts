import type { Subject } from '#graph/critics/critic.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { Source } from '#graph/result.ts';
import type { Services } from './step.ts';

const WITHHELD = '(withheld by review)';

/** Stands between texts that are judged together: a record separator, which normalised text does not contain. */
const BETWEEN = '\n\u001e\n';

/** The critics that judge what is read and what is shown while a run goes on, its answer apart. */
export class Guard {
  readonly #services: Services;
  readonly #run: RunContext;
  readonly #request: Request;

  constructor(services: Services, run: RunContext, request: Request) {
    this.#services = services;
    this.#run = run;
    this.#request = request;
  }

  /** Texts that are about to be shown (titles, summaries, passages), each made safe by the fast critics in one review. */
  async texts(texts: readonly string[]): Promise<string[]> {
    const { verdict, text } = await this.#review({ kind: 'progress', text: texts.join(BETWEEN) }, ['fast']);
    const safe = text.split(BETWEEN);
    return verdict === 'block' || safe.length !== texts.length ? texts.map(() => WITHHELD) : safe;
  }

  async sources(sources: readonly Source[]): Promise<Source[]> {
    if (sources.length === 0) return [];
    const safe = await this.texts(
      sources.flatMap(({ title, locator, excerpt }) => [title, locator, excerpt]),
    );
    return sources.map((_, index) => ({
      title: safe[index * 3] ?? WITHHELD,
      locator: safe[index * 3 + 1] ?? '',
      excerpt: safe[index * 3 + 2] ?? '',
    }));
  }

  /** Text from a file, a page, a tool or a colleague: without the sentences that give orders to the assistant. */
  async read(text: string): Promise<{ text: string; injected: boolean }> {
    const review = await this.#review({ kind: 'source', text }, ['pre_validation']);
    return review.verdict === 'block'
      ? { text: WITHHELD, injected: true }
      : { text: review.text, injected: review.text !== text };
  }

  #review(what: Pick<Subject, 'kind' | 'text'>, stages: ['fast'] | ['pre_validation']) {
    const { critics, ports } = this.#services;
    const { user } = this.#request;
    return critics.review(
      { ...what, risk: 'low', request: this.#request, taskGraph: null, results: [], missing: [] },
      {
        // Progress of a stopped run is still told, safely: the stop itself is the caller's to honour.
        signal: this.#run.signal.aborted ? new AbortController().signal : this.#run.signal,
        gating: ports.flags.enabled('critic_gating_enabled', user),
        retries: ports.flags.enabled('critic_retries_enabled', user),
        stages,
      },
    );
  }
}
