import type { RunReport } from '#graph/orchestrator.ts';
import type { RunContext } from '#graph/ports.ts';
import { answerText, publicLine } from './answer-text.ts';
import { closePlan } from './close-plan.ts';
import { marker } from './find-post.ts';
import type { LivePlan } from './live-plan.ts';
import { postEnding } from './message-surface.ts';
import type { PlanView } from './plan-view.ts';
import { type PostingDeps, postOnce } from './post-once.ts';
import { approvalBlocks, feedbackBlock, footerBlock, retryBlock } from './run-blocks.ts';
import { splitMarkdown } from './split-markdown.ts';
import type { Ending } from './surface.ts';
import { isToldInThread, tellRequester } from './tell-requester.ts';
import { uploadAnswer } from './upload-answer.ts';

export type DeliveryDeps = PostingDeps & { plan: LivePlan; named: ReadonlySet<string>; view: PlanView };

/** Slack takes 12,000 characters of Markdown a message; the rest is margin for entities. */
const PART = 11_000;
/** Beyond these the whole answer goes into a file, behind its first part. */
const MAX_PARTS = 4;

export function answerPostId(runId: string): string {
  return `${runId}:answer`;
}

const NO_WORDS: Ending = { markdown: '', blocks: [], marker: null, session: 'active' };

/** Says what the report says, to whom it concerns. Every post is exactly-once in effect, so that it can be repeated. */
export async function deliverReport(deps: DeliveryDeps, run: RunContext, report: RunReport): Promise<void> {
  const { outcome, request } = report;
  switch (outcome.status) {
    case 'answered':
      if (report.reply === null) throw new Error('an answered run has no reply');
      return deliverAnswer(deps, run, report, answerText(report, report.reply), [
        footerBlock(report),
        feedbackBlock(request.runId),
        retryBlock(request.runId),
      ]);
    case 'awaiting_approval':
      return askForApproval(deps, run, report, outcome.message);
    case 'refused':
    case 'failed':
      // Nobody but the requester has to know of a request that was refused before it had a plan.
      if (report.taskGraph === null && outcome.status === 'refused' && !isToldInThread(outcome)) {
        await deps.plan.discard();
      } else {
        await deliverAnswer(deps, run, report, publicLine(report), [
          footerBlock(report),
          retryBlock(request.runId),
        ]);
      }
      return tellRequester(deps, run, report, outcome.message);
    default:
      return outcome satisfies never;
  }
}

async function deliverAnswer(
  deps: DeliveryDeps,
  run: RunContext,
  report: RunReport,
  text: string,
  closing: Ending['blocks'],
): Promise<void> {
  const pieces = splitMarkdown(text, PART);
  const file = pieces.length > MAX_PARTS && (await uploadAnswer(deps, run, report.request, text));
  const parts = file ? [`${pieces[0] ?? ''}\n\n_The whole answer is in the file._`] : pieces;
  for (const [index, markdown] of parts.entries()) {
    const last = index === parts.length - 1;
    const ending = { markdown, blocks: last ? closing : [] };
    await postPart(deps, run, report, index === 0 ? '' : `:${index + 1}`, ending);
  }
  await deps.plan.settle();
}

/** The first part closes the plan's message, where that is still open; the others are posts behind it. */
async function postPart(
  deps: DeliveryDeps,
  run: RunContext,
  report: RunReport,
  suffix: string,
  { markdown, blocks }: Pick<Ending, 'markdown' | 'blocks'>,
): Promise<void> {
  const { request } = report;
  const id = answerPostId(run.runId) + suffix;
  const ending: Ending = { markdown, blocks, marker: marker(run.runId, id), session: 'active' };
  const place = { api: deps.api, request, named: deps.named };
  const view = closePlan(deps.view, report, !deps.plan.resumed);
  await postOnce(
    deps,
    run,
    { id, kind: 'answer', channel: request.channel, thread: request.thread, body: { markdown } },
    request.ts,
    async () => {
      const ended = suffix === '' ? await deps.plan.end(view, ending) : null;
      if (ended !== null && (ended.ok || ended.kind === 'lost')) return ended;
      // No message to close, it closed by itself, or the answer does not fit into it: the answer stands alone, and
      // the plan, where it is open still, is closed before it.
      if (ended !== null) await deps.plan.end(view, NO_WORDS);
      return postEnding(place, ending);
    },
  );
}

async function askForApproval(
  deps: DeliveryDeps,
  run: RunContext,
  report: RunReport,
  message: string,
): Promise<void> {
  const { request } = report;
  const id = `${run.runId}:approval`;
  const view: PlanView = { ...deps.view, title: 'Waiting for approval' };
  await deps.plan.end(view, { ...NO_WORDS, session: 'suspended' });
  await deps.plan.settle();
  await postOnce(
    deps,
    run,
    { id, kind: 'approval', channel: request.channel, thread: request.thread, body: {} },
    request.ts,
    () =>
      deps.api.call('chat.postMessage', {
        channel: request.channel,
        thread_ts: request.thread,
        text: `Approval needed: ${message}`,
        blocks: approvalBlocks(report, message),
        metadata: marker(run.runId, id),
        unfurl_links: false,
        unfurl_media: false,
      }),
  );
}
