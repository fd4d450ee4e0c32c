import { resumeJob } from '#bot/worker/jobs.ts';
import { ACTIONS } from './action-ids.ts';
import { closedApproval } from './approval-close.ts';
import { questionOf, readApprovalValue } from './approval-question.ts';
import type { Click } from './click.ts';
import type { ListenerDeps } from './deps.ts';
import { isOpen } from './stop-thread-open.ts';
import { whisper } from './whisper.ts';

/**
 * Approve or Deny. Who may is decided here, from who Slack says clicked: the requester or an admin. The decision is
 * a job, so that it survives us; of two clicks the first counts.
 */
export async function decideApproval(deps: ListenerDeps, click: Click): Promise<void> {
  const approved = click.actionId === ACTIONS.approve;
  const say = (text: string) => deps.background.run('approval answer', () => whisper(deps.api, click, text));
  const close = (text: string) =>
    deps.background.run('close the approval', () =>
      deps.api.call('chat.update', {
        channel: click.channel,
        ts: click.messageTs ?? '',
        ...closedApproval(text),
      }),
    );
  const { runId, question } = readApprovalValue(click.value);
  const run = await deps.store.runs.find(runId);
  if (run === null) return say('I no longer know this request. Please ask again.');
  const { role, name } = await deps.people.person(click.user);
  if (click.user !== run.user && role !== 'admin') {
    return say('Only the person who asked, or an admin, can decide this.');
  }
  if (!isOpen(run)) {
    close('This was decided already.');
    return say('This was decided already.');
  }
  // The question stands in Slack before the run's row says that it waits.
  if (run.outcome?.status !== 'awaiting_approval' || questionOf(run.outcome) < question) {
    return say('I am not ready for this yet. Please click again in a moment.');
  }
  const decision = { approved, by: click.user, reason: 'clicked' } as const;
  const queued =
    questionOf(run.outcome) === question &&
    (await deps.store.queue.enqueue(resumeJob(run.request, decision, question))) === 'queued';
  if (!queued) return say('This was decided already.');
  close(`${approved ? 'Approved' : 'Denied'} by ${name}.`);
}
