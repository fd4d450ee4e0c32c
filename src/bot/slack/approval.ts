import { resumeJob } from '#bot/worker/jobs.ts';
import { ACTIONS } from './action-ids.ts';
import type { Click } from './click.ts';
import type { ListenerDeps } from './deps.ts';
import { escapeText } from './outbound-text.ts';
import { whisper } from './whisper.ts';

/**
 * Approve or Deny. Who may is decided here, from who Slack says clicked: the requester or an admin. The decision is
 * a job, so that it survives us; of two clicks the first counts.
 */
export async function decideApproval(deps: ListenerDeps, click: Click): Promise<void> {
  const approved = click.actionId === ACTIONS.approve;
  const say = (text: string) => deps.background.run('approval answer', () => whisper(deps.api, click, text));
  const run = await deps.store.runs.find(click.value);
  if (run === null) return say('I no longer know this request. Please ask again.');
  const { role, name } = await deps.people.person(click.user);
  if (click.user !== run.user && role !== 'admin') {
    return say('Only the person who asked, or an admin, can decide this.');
  }
  if (run.status !== 'suspended') return say('This was decided already.');
  const queued = await deps.store.queue.enqueue(
    resumeJob(run.request, { approved, by: click.user, reason: 'clicked' }),
  );
  if (queued === 'duplicate') return say('This was decided already.');
  const text = `${approved ? 'Approved' : 'Denied'} by ${name}.`;
  deps.background.run('close the approval', () =>
    deps.api.call('chat.update', {
      channel: click.channel,
      ts: click.messageTs ?? '',
      text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `*${escapeText(text)}*` } }],
    }),
  );
}
