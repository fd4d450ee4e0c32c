import type { Logger } from '#bot/log.ts';
import type { Metrics } from '#bot/metrics.ts';
import type { Presentation, Presenter, PresentOptions } from '#bot/worker/presenter.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { Outbox } from '#store/outbox.ts';
import { type SlackApi, withSignal } from './api.ts';
import { completeRequest, isWithdrawn } from './complete-request.ts';
import { answerPostId, deliverReport } from './deliver-report.ts';
import { findPost } from './find-post.ts';
import { namedIn } from './inbound-text.ts';
import { LivePlan } from './live-plan.ts';
import { PLANNING, showProgress } from './plan-view.ts';
import { type Abilities, Session } from './session.ts';

export type PresenterDeps = {
  api: SlackApi;
  outbox: Outbox;
  log: Logger;
  metrics: Metrics;
  self: { user: string };
  abilities: Abilities;
  now: () => number;
  /** Downloads one of Slack's private files; null when it is not text, too large or not to be had. */
  download: (url: string, maxBytes: number) => Promise<string | null>;
};

/** Slack clears a status after two minutes without news. */
const STATUS_REFRESH_MS = 60_000;

/** Shows runs in Slack: the plan as it moves, then the answer. */
export function openPresenter(deps: PresenterDeps): Presenter {
  return {
    present: (run, request, options) => presentRun(deps, run, request, options),
    delivered: (run, request) => wasDelivered(deps, run, request),
    withdrawn: (request) => isWithdrawn(deps, request),
    complete: (request, files) => completeRequest(deps, request, files),
  };
}

function presentRun(
  deps: PresenterDeps,
  run: RunContext,
  request: Request,
  { from, first, signal }: PresentOptions,
): Presentation {
  const { log, outbox } = deps;
  const api = withSignal(deps.api, signal);
  const named = namedIn(request.text);
  let view = PLANNING;
  let unseen = first;
  const session = new Session(deps, request);
  const plan = new LivePlan(
    {
      api,
      outbox,
      log,
      self: deps.self.user,
      abilities: deps.abilities,
      onVisible() {
        if (unseen) deps.metrics.firstProgress(deps.now() - request.receivedAt);
        unseen = false;
        session.loading(view);
      },
    },
    run,
    request,
    named,
  );
  const refresh = setInterval(() => {
    session.processing();
    session.loading(view);
  }, STATUS_REFRESH_MS);
  refresh.unref();
  if (from === 'now') {
    plan.show(view);
    session.processing();
  }
  const posting = { api, outbox, log, signal };

  return {
    progress(event) {
      view = showProgress(view, event);
      if (from !== 'ended') plan.show(view);
    },
    stopping() {
      view = { ...view, title: 'Stopping…' };
      // Nothing is opened only to say that it stops.
      if (from === 'now' || (from === 'planned' && view.cards.length > 0)) plan.show(view);
    },
    async deliver(report) {
      clearInterval(refresh);
      await deliverReport({ ...posting, plan, named, view }, run, report);
      session.end(report.outcome.status === 'awaiting_approval' ? 'suspended' : 'active', plan.toldSession);
    },
    async leave() {
      clearInterval(refresh);
      await plan.leave();
    },
  };
}

async function wasDelivered(
  { api, outbox }: PresenterDeps,
  run: RunContext,
  request: Request,
): Promise<boolean> {
  const id = answerPostId(run.runId);
  const place = { channel: request.channel, thread: request.thread };
  const { state } = await outbox.put(run, { id, kind: 'answer', ...place, body: {} });
  if (state !== 'pending') return state === 'posted';
  const ts = await findPost(api, { ...place, oldest: request.ts }, id);
  if (ts === null) return false;
  await outbox.posted(run, id, ts);
  return true;
}
