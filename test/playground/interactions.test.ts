import type { BlockButtonAction, types, ViewSubmitAction } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { Message } from '#playground/workspace/message.ts';
import type { View } from '#playground/workspace/views.ts';
import { errorOf, Local, until } from './local.ts';

const C = 'C0GENERAL';

type Back = { acked: boolean; ack: object; messages: Message[]; views: View[] };

const command = (local: Local, text: string, over: object = {}): Promise<Back> =>
  local.control('command', { command: '/genesis', text, user: 'U0ADA', channel: C, ...over });

const openViews = async (local: Local): Promise<View[]> =>
  (await local.get<{ views: View[] }>('/_control/views')).views;

const MODAL = {
  type: 'modal' as const,
  callback_id: 'reasons',
  private_metadata: 'run-1',
  title: { type: 'plain_text' as const, text: 'What was wrong?' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'why',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: {
        type: 'static_select' as const,
        action_id: 'reason',
        options: ['wrong', 'slow'].map((value) => ({
          text: { type: 'plain_text' as const, text: value },
          value,
        })),
      },
    },
    {
      type: 'input' as const,
      block_id: 'more',
      optional: true,
      label: { type: 'plain_text' as const, text: 'Comment' },
      element: { type: 'plain_text_input' as const, action_id: 'comment' },
    },
  ],
};

describe('a slash command', () => {
  it('answers what the ack carried and what was responded, to the person alone', async () => {
    await using local = await Local.open();
    await local.bolt((app) => {
      app.command('/genesis', async ({ ack, respond, command: given }) => {
        await ack({ text: `heard ${given.text} from ${given.user_name}` });
        await respond('and this');
      });
    });
    const back = await command(local, 'help');
    expect(back.acked).toBe(true);
    expect(back.messages.map((one) => one.text)).toEqual(['heard help from ada', 'and this']);
    expect(back.messages.map((one) => one.ephemeral_to)).toEqual(['U0ADA', 'U0ADA']);
  });

  it('answers the modal that it opened, which the trigger allows once', async () => {
    await using local = await Local.open();
    const errors: unknown[] = [];
    await local.bolt((app) => {
      app.command('/genesis', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: MODAL });
        errors.push(await errorOf(client.views.open({ trigger_id: body.trigger_id, view: MODAL })));
      });
    });
    const back = await command(local, 'settings');
    expect(back.views.map((view) => view.callback_id)).toEqual(['reasons']);
    expect(await until(() => errors.at(0))).toMatchObject({ error: 'exchanged_trigger_id' });
  });

  it('says that nobody acked', async () => {
    await using local = await Local.open({ ackTimeoutMs: 20 });
    expect(await command(local, 'help')).toMatchObject({ acked: false, messages: [] });
  });

  it('cannot open a modal once the trigger is too old', async () => {
    let now = 1_800_000_000_000;
    await using local = await Local.open({ now: () => now });
    const bare = await local.bareSocket();
    const asked = command(local, 'settings', { wait_ms: 0 });
    const [envelope] = await bare.received(1);
    if (envelope === undefined) throw new Error('nothing came');
    bare.ack(envelope);
    await asked;
    now += 3_001;
    const trigger_id = String(envelope.payload.trigger_id);
    expect(await errorOf(local.client.views.open({ trigger_id, view: MODAL }))).toMatchObject({
      error: 'expired_trigger_id',
    });
  });
});

describe('a click', () => {
  const buttons = {
    channel: C,
    text: 'choose',
    blocks: [
      {
        type: 'actions' as const,
        block_id: 'choice',
        elements: ['yes', 'no'].map((value) => ({
          type: 'button' as const,
          action_id: 'decide',
          value,
          text: { type: 'plain_text' as const, text: value },
        })),
      },
    ],
  };

  it('arrives as block_actions with its message, and may be answered in its place', async () => {
    await using local = await Local.open();
    const bodies: BlockButtonAction[] = [];
    await local.bolt((app) => {
      app.action<BlockButtonAction>('decide', async ({ ack, body, respond }) => {
        await ack();
        bodies.push(body);
        await respond({ replace_original: true, text: 'decided' });
      });
    });
    const { ts } = await local.client.chat.postMessage(buttons);
    const done = await local.control('action', {
      channel: C,
      ts,
      action_id: 'decide',
      value: 'no',
      user: 'U0LIN',
    });
    expect(done).toEqual({ ok: true, acked: true });
    expect(bodies[0]).toMatchObject({
      user: { id: 'U0LIN', team_id: 'T0GENESIS' },
      channel: { id: C },
      message: { ts, text: 'choose' },
      container: { type: 'message', message_ts: ts, is_ephemeral: false },
      actions: [{ type: 'button', action_id: 'decide', block_id: 'choice', value: 'no' }],
    });
    const shown = await until(async () => (await local.messages()).find((one) => one.text === 'decided'));
    expect(shown.ts).toBe(ts);
    expect(shown).not.toHaveProperty('blocks');
  });

  it('on a thumb carries that thumb’s value', async () => {
    await using local = await Local.open();
    const values: unknown[] = [];
    await local.bolt((app) => {
      app.action('feedback', async ({ ack, action }) => {
        await ack();
        values.push(action);
      });
    });
    const button = (value: string) => ({ text: { type: 'plain_text' as const, text: value }, value });
    const { ts } = await local.client.chat.postMessage({
      channel: C,
      text: 'rate',
      blocks: [
        {
          type: 'context_actions',
          elements: [
            {
              type: 'feedback_buttons',
              action_id: 'feedback',
              positive_button: button('run-1:up'),
              negative_button: button('run-1:down'),
            },
          ],
        },
      ],
    });
    for (const value of ['run-1:down', 'positive']) {
      await local.control('action', { channel: C, ts, action_id: 'feedback', value, user: 'U0LIN' });
    }
    expect(values).toMatchObject([
      { type: 'feedback_buttons', value: 'run-1:down' },
      { type: 'feedback_buttons', value: 'run-1:up' },
    ]);
  });

  it('is impossible on what is not there or only others see', async () => {
    await using local = await Local.open();
    const { message_ts } = await local.client.chat.postEphemeral({ ...buttons, user: 'U0ADA' });
    const { ts } = await local.say('plain');
    const click = (over: object) =>
      local.control('action', { channel: C, action_id: 'decide', user: 'U0LIN', ...over });
    expect(await click({ ts: message_ts })).toEqual({ ok: false, error: 'message_not_found' });
    expect(await click({ ts })).toEqual({ ok: false, error: 'action_not_found' });
  });
});

describe('a modal', () => {
  async function withModal(local: Local, answer?: (body: ViewSubmitAction) => object | undefined) {
    const submissions: ViewSubmitAction[] = [];
    await local.bolt((app) => {
      app.command('/genesis', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: MODAL });
      });
      app.view<ViewSubmitAction>('reasons', async ({ ack, body }) => {
        submissions.push(body);
        const response = answer?.(body);
        await (response === undefined ? ack() : ack(response as Parameters<typeof ack>[0]));
      });
    });
    const { views } = await command(local, 'rate');
    return { submissions, view_id: views[0]?.id, user: 'U0ADA' };
  }

  it('comes back with what was entered, and closes', async () => {
    await using local = await Local.open();
    const { submissions, ...modal } = await withModal(local);
    await local.control('submit', { ...modal, values: { why: { reason: 'slow' }, comment: 'a minute' } });
    expect(submissions[0]?.view).toMatchObject({
      private_metadata: 'run-1',
      state: {
        values: {
          why: { reason: { type: 'static_select', selected_option: { value: 'slow' } } },
          more: { comment: { type: 'plain_text_input', value: 'a minute' } },
        },
      },
    });
    expect(await openViews(local)).toEqual([]);
  });

  it('does not leave the screen without what it requires, or for somebody else', async () => {
    await using local = await Local.open();
    const { submissions, ...modal } = await withModal(local);
    expect(await local.control('submit', { ...modal, values: {} })).toEqual({
      ok: false,
      error: 'missing_input',
      blocks: ['why'],
    });
    expect(
      await local.control('submit', { ...modal, user: 'U0LIN', values: { reason: 'slow' } }),
    ).toMatchObject({
      error: 'view_not_found',
    });
    expect(submissions).toEqual([]);
  });

  it('stays open with the errors that the app answers', async () => {
    await using local = await Local.open();
    const { submissions, ...modal } = await withModal(local, () => ({
      response_action: 'errors',
      errors: { why: 'not that one' },
    }));
    await local.control('submit', { ...modal, values: { reason: 'slow' } });
    expect(submissions).toHaveLength(1);
    expect(await openViews(local)).toMatchObject([{ id: modal.view_id, errors: { why: 'not that one' } }]);
  });

  it('gives way to the one that the app answers with', async () => {
    await using local = await Local.open();
    const next: types.ModalView = { ...MODAL, callback_id: 'thanks', blocks: [{ type: 'divider' }] };
    const { submissions: _, ...modal } = await withModal(local, () => ({
      response_action: 'update',
      view: next,
    }));
    await local.control('submit', { ...modal, values: { reason: 'slow' } });
    expect(await openViews(local)).toMatchObject([{ id: modal.view_id, callback_id: 'thanks' }]);
  });
});

describe('Home and shortcuts', () => {
  it('opens Home, which the app fills', async () => {
    await using local = await Local.open();
    await local.bolt((app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: [{ type: 'divider' }] },
        });
      });
    });
    await local.control('home', { user: 'U0LIN' });
    const home = await until(async () => {
      const read = await local.get<{ home: View | null }>('/_control/views?user=U0LIN');
      return read.home ?? undefined;
    });
    expect(home).toMatchObject({ type: 'home', user: 'U0LIN', blocks: [{ type: 'divider' }] });
  });

  it('uses a shortcut on a message', async () => {
    await using local = await Local.open();
    const texts: unknown[] = [];
    await local.bolt((app) => {
      app.shortcut('ask_about', async ({ ack, shortcut }) => {
        await ack();
        if (shortcut.type === 'message_action') texts.push(shortcut.message.text);
      });
    });
    const { ts } = await local.say('what is this?');
    await local.control('shortcut', { callback_id: 'ask_about', user: 'U0LIN', channel: C, ts });
    expect(texts).toEqual(['what is this?']);
  });
});
