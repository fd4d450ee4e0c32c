import type { RunReport } from '#graph/orchestrator.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Post } from '#store/outbox.ts';
import { answerText, publicLine } from './answer-text.ts';
import type { SlackAnswer } from './api.ts';
import { approvalPostId, questionOf } from './approval-question.ts';
import { closePlan } from './close-plan.ts';
import { marker } from './find-post.ts';
import type { LivePlan } from './live-plan.ts';
import { plainPieces, postEnding, postText } from './message-surface.ts';
import type { PlanView } from './plan-view.ts';
import { type PostingDeps, postOnce } from './post-once.ts';
import { approvalBlocks, feedbackBlock, footerBlock, retryBlock } from './run-blocks.ts';
import { splitMarkdown } from './split-markdown.ts';
import { type Ending, isFormRefused, NO_WORDS } from './surface.ts';
import { isToldInThread, tellRequester } from './tell-requester.ts';
import { uploadAnswer } from './upload-answer.ts';

export type DeliveryDeps = PostingDeps & { plan: LivePlan; named: ReadonlySet<string>; view: PlanView };

/** Slack takes 12,000 characters of Markdown a message; the rest is margin for entities. */
const PART = 11_000;
/** Beyond these the whole answer goes into a file, behind its first part. */
const MAX_PARTS = 4;
/** So often is closing a stream with the answer tried. An update was repeated by whoever calls Slack already. */
const CLOSINGS = 2;

export function answerPostId(runId: string): string {
  return `${runId}:answer`;
}

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
  const view = closePlan(deps.view, report, !deps.plan.resumed);
  const { channel, thread } = request;
  const post: Post = { id, kind: 'answer', channel, thread, body: { markdown } };
  let lost = 0;
  await postOnce(deps, run, post, request.ts, async () => {
    if (suffix === '') {
      if (lost < (deps.plan.streams ? CLOSINGS : 1)) {
        const ended = await deps.plan.end(view, ending);
        if (!ended.ok && ended.kind === 'lost') lost += 1;
        if (ended.ok || ended.kind === 'lost') return ended;
      }
      // No message to close, it closed by itself, Slack does not take its closing, or the answer does not fit into
      // it: the answer stands alone, and the plan, where it is open still, is closed before it.
      await deps.plan.abandon(view, lost > 0);
    }
    return postAlone(deps, run, request, post, ending);
  });
}

/** Where Slack takes no blocks, an answer that is too long for one text goes out in several; the last is the marked one. */
async function postAlone(
  deps: DeliveryDeps,
  run: RunContext,
  request: RunReport['request'],
  post: Post,
  ending: Ending,
): Promise<SlackAnswer> {
  const place = { api: deps.api, request, named: deps.named };
  const answer = await postEnding(place, ending);
  if (!isFormRefused(answer)) return answer;
  const pieces = plainPieces(ending);
  for (const [index, text] of pieces.slice(0, -1).entries()) {
    const id = `${post.id}:text:${index + 1}`;
    const send = () => postText(place, text, marker(run.runId, id));
    await postOnce(deps, run, { ...post, id, body: { text } }, request.ts, send);
  }
  return postText(place, pieces.at(-1) ?? '', ending.marker);
}

async function askForApproval(
  deps: DeliveryDeps,
  run: RunContext,
  report: RunReport,
  message: string,
): Promise<void> {
  const { request } = report;
  const id = approvalPostId(run.runId, questionOf(report.outcome));
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
