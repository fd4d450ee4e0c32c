import type { types } from '@slack/bolt';
import { z } from 'zod';
import { VIEWS } from './action-ids.ts';
import type { Click } from './click.ts';
import type { ListenerDeps } from './deps.ts';
import { whisper } from './whisper.ts';

const REASONS = {
  wrong: 'It is wrong',
  incomplete: 'Something is missing',
  misunderstood: 'It missed what I meant',
  sources: 'The sources do not back it',
  slow: 'It took too long',
  tone: 'The tone is off',
} as const;

const Vote = /^(up|down):([0-9a-f-]{36})$/;
const Context = z.object({ runId: z.uuid(), channel: z.string(), thread: z.string().optional() });
const Submitted = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    private_metadata: z.string(),
    state: z.object({
      values: z.object({
        reasons: z.object({
          value: z.object({ selected_options: z.array(z.object({ value: z.string() })).default([]) }),
        }),
        comment: z.object({ value: z.object({ value: z.string().nullish() }) }),
      }),
    }),
  }),
});

/** A thumb counts when it is clicked; the modal behind thumbs down only adds the reasons. */
export async function takeVote(deps: ListenerDeps, click: Click): Promise<void> {
  const [, rating, runId] = Vote.exec(click.value) ?? [];
  if (runId === undefined || (rating !== 'up' && rating !== 'down')) return;
  await deps.store.feedback.give({ runId, user: click.user, rating, reasons: [], comment: null });
  if (rating === 'up') {
    deps.background.run('thanks', () => whisper(deps.api, click, 'Thank you, noted.'));
    return;
  }
  const context = { runId, channel: click.channel, ...(click.thread ? { thread: click.thread } : {}) };
  const opened = await deps.api.call('views.open', {
    trigger_id: click.triggerId,
    view: reasonsView(JSON.stringify(context)),
  });
  if (!opened.ok) deps.background.run('thanks', () => whisper(deps.api, click, 'Thank you, noted.'));
}

/** The reasons of a thumbs down, which replace the bare vote. */
export async function takeReasons(deps: ListenerDeps, body: unknown): Promise<void> {
  const { user, view } = Submitted.parse(body);
  const { runId, channel, thread } = Context.parse(JSON.parse(view.private_metadata));
  const { reasons, comment } = view.state.values;
  await deps.store.feedback.give({
    runId,
    user: user.id,
    rating: 'down',
    reasons: reasons.value.selected_options.map((option) => option.value),
    comment: comment.value.value?.trim() || null,
  });
  deps.background.run('thanks', () =>
    whisper(deps.api, { channel, user: user.id, thread }, 'Thank you: this is how I get better.'),
  );
}

function reasonsView(privateMetadata: string): types.ModalView {
  return {
    type: 'modal',
    callback_id: VIEWS.feedbackReasons,
    private_metadata: privateMetadata,
    title: { type: 'plain_text', text: 'What went wrong?' },
    submit: { type: 'plain_text', text: 'Send' },
    close: { type: 'plain_text', text: 'Skip' },
    blocks: [
      {
        type: 'input',
        block_id: 'reasons',
        optional: true,
        label: { type: 'plain_text', text: 'Reasons' },
        element: {
          type: 'checkboxes',
          action_id: 'value',
          options: Object.entries(REASONS).map(([value, text]) => ({
            value,
            text: { type: 'plain_text', text },
          })),
        },
      },
      {
        type: 'input',
        block_id: 'comment',
        optional: true,
        label: { type: 'plain_text', text: 'Anything else?' },
        element: { type: 'plain_text_input', action_id: 'value', multiline: true, max_length: 2_000 },
      },
    ],
  };
}
