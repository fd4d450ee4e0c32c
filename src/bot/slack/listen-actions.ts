import type { App, RespondFn } from '@slack/bolt';
import { z } from 'zod';
import { ACTIONS, VIEWS } from './action-ids.ts';
import { decideApproval } from './approval.ts';
import { type Click, readClick } from './click.ts';
import { toggleFlag } from './commands/flags.ts';
import { healthReply } from './commands/health.ts';
import type { ListenerDeps } from './deps.ts';
import { takeReasons, takeVote } from './feedback.ts';
import { currentMessage, rerun, textOf } from './rerun.ts';
import { respondWith } from './respond-with.ts';
import { whisper } from './whisper.ts';

type OnClick = (click: Click, respond: RespondFn) => Promise<void>;

const RerunValue = z.object({ runId: z.uuid(), editedTs: z.string() });

/**
 * Buttons and modals. A click is acked when its effect is persisted; what went wrong is told to the person who
 * clicked, in words, and logged.
 */
export function listenToActions(app: App, deps: ListenerDeps): void {
  const on = (id: string | RegExp, handle: OnClick) =>
    app.action(id, async ({ ack, body, respond }) => {
      const click = readClick(body);
      deps.metrics.received('action', 'accepted');
      try {
        await handle(click, respond);
      } catch (cause) {
        deps.log.error({ err: cause, action: click.actionId }, 'a click failed');
        deps.background.run('tell about a failed click', () =>
          whisper(
            deps.api,
            click,
            'That did not work on my side, and nothing was changed. Please try again.',
          ),
        );
      }
      await ack();
    });

  on(ACTIONS.feedback, (click) => takeVote(deps, click));
  on(ACTIONS.approve, (click) => decideApproval(deps, click));
  on(ACTIONS.deny, (click) => decideApproval(deps, click));
  on(ACTIONS.retry, (click) => retry(deps, click));
  on(ACTIONS.rerun, (click) => rerunEdited(deps, click));
  on(new RegExp(`^${ACTIONS.toggleFlag}:`), async (click, respond) => {
    const { role } = await deps.people.person(click.user);
    const reply = await toggleFlag(deps.flags, { value: click.value, actor: click.user, role });
    // A refusal has no table; it must not take the table away from whoever looks at it.
    await respondWith(respond, reply, { replace: reply.blocks.length > 0 });
  });
  on(ACTIONS.refreshHealth, async (_click, respond) => {
    await respondWith(respond, healthReply(await deps.health.refresh()), { replace: true });
  });

  app.view(VIEWS.feedbackReasons, async ({ ack, body }) => {
    await takeReasons(deps, body);
    await ack();
  });
}

async function retry(deps: ListenerDeps, click: Click): Promise<void> {
  const run = await deps.store.runs.find(click.value);
  const done =
    run === null
      ? { ok: false as const, message: 'I no longer know this request. Please ask again.' }
      : await rerun(deps, run, {
          user: click.user,
          cause: `retry:${click.at}`,
          message: await currentMessage(deps, run),
        });
  if (!done.ok) deps.background.run('retry answer', () => whisper(deps.api, click, done.message));
}

async function rerunEdited(deps: ListenerDeps, click: Click): Promise<void> {
  const { runId, editedTs } = RerunValue.parse(JSON.parse(click.value));
  const run = await deps.store.runs.find(runId);
  const message = run === null ? null : await currentMessage(deps, run);
  const text = message === null ? '' : textOf(deps, message);
  const done =
    run === null || text === ''
      ? { ok: false as const, message: 'That message is gone. Please ask again.' }
      : await rerun(deps, run, { user: click.user, cause: `edit:${editedTs}`, text, message });
  if (!done.ok) deps.background.run('rerun answer', () => whisper(deps.api, click, done.message));
}
