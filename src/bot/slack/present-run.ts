import type { Logger } from '#bot/log.ts';
import type { Metrics } from '#bot/metrics.ts';
import type { Presentation, Presenter } from '#bot/worker/presenter.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { Outbox } from '#store/outbox.ts';
import type { SlackApi } from './api.ts';
import { completeRequest } from './complete-request.ts';
import { answerPostId, deliverReport } from './deliver-report.ts';
import { findPost } from './find-post.ts';
import { namedIn } from './inbound-text.ts';
import { LivePlan } from './live-plan.ts';
import { PLANNING, showProgress } from './plan-view.ts';
import { type Abilities, setSession } from './session.ts';

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

/** Slack clears a session's status after two minutes without news. */
const SESSION_REFRESH_MS = 90_000;

/** Shows runs in Slack: the plan as it moves, then the answer. */
export function openPresenter(deps: PresenterDeps): Presenter {
  return {
    present: (run, request, options) => presentRun(deps, run, request, options),
    delivered: (run, request) => wasDelivered(deps, run, request),
    complete: (request, files) => completeRequest(deps, request, files),
  };
}

function presentRun(
  deps: PresenterDeps,
  run: RunContext,
  request: Request,
  { quiet }: { quiet: boolean },
): Presentation {
  const { api, log, outbox } = deps;
  const named = namedIn(request.text);
  let view = PLANNING;
  const plan = new LivePlan(
    {
      api,
      outbox,
      log,
      self: deps.self.user,
      abilities: deps.abilities,
      onVisible: () => deps.metrics.firstProgress(deps.now() - request.receivedAt),
    },
    run,
    request,
    named,
  );
  const refresh = setInterval(() => void setSession(deps, request, 'processing'), SESSION_REFRESH_MS);
  refresh.unref();
  if (!quiet) {
    plan.show(view);
    void setSession(deps, request, 'processing');
  }
  const posting = { api, outbox, log };

  return {
    progress(event) {
      view = showProgress(view, event);
      plan.show(view);
    },
    stopping() {
      view = { ...view, title: 'Stopping…' };
      // Nothing is opened only to say that it stops.
      if (!quiet || view.cards.length > 0) plan.show(view);
    },
    async deliver(report) {
      clearInterval(refresh);
      await deliverReport({ ...posting, plan, named, view }, run, report);
      if (plan.toldSession) return;
      void setSession(deps, request, report.outcome.status === 'awaiting_approval' ? 'suspended' : 'active');
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
