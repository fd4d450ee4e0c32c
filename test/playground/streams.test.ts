import type { types } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { errorOf, Local, until } from './local.ts';

const C = 'C0GENERAL';

async function started(local: Local, chunks: types.AnyChunk[] = []): Promise<{ root: string; ts: string }> {
  const { ts: root } = await local.say('@genesis plan something');
  const { ts = '' } = await local.client.chat.startStream({
    channel: C,
    thread_ts: root,
    recipient_user_id: 'U0LIN',
    recipient_team_id: 'T0GENESIS',
    task_display_mode: 'plan',
    chunks: [{ type: 'plan_update', title: 'Planning…' }, ...chunks],
  });
  return { root, ts };
}

const card = (over: object = {}): types.AnyChunk => ({
  type: 'task_update',
  id: 't1',
  title: 'Look it up',
  status: 'pending',
  ...over,
});

describe('a streamed message', () => {
  it('goes from plan to answer, and what was streamed is what is shown', async () => {
    await using local = await Local.open();
    const { ts, root } = await started(local, [card()]);
    const source = { type: 'url' as const, url: 'https://handbook.example/leave', text: 'Leave' };
    await local.client.chat.appendStream({
      channel: C,
      ts,
      chunks: [
        { type: 'plan_update', title: 'Plan of one task' },
        card({ status: 'complete', output: '25 days', sources: [source] }),
      ],
    });
    const metadata = { event_type: 'genesis_run', event_payload: { run_id: 'r1' } };
    await local.client.chat.stopStream({
      channel: C,
      ts,
      chunks: [{ type: 'markdown_text', text: '**25 days**' }],
      blocks: [{ type: 'divider' }],
      metadata,
    });
    const [, message] = await local.messages(`&thread_ts=${root}`);
    expect(message).toMatchObject({
      ts,
      text: '**25 days**',
      metadata,
      blocks: [{ type: 'divider' }],
      stream: {
        state: 'stopped',
        mode: 'plan',
        title: 'Plan of one task',
        markdown: '**25 days**',
        tasks: [{ id: 't1', title: 'Look it up', status: 'complete', output: '25 days', sources: [source] }],
      },
    });
    expect(message?.stream?.chunks.map((chunk) => chunk.type)).toEqual([
      'plan_update',
      'task_update',
      'plan_update',
      'task_update',
      'markdown_text',
    ]);
  });

  it('adds to details and output instead of replacing them, as Slack does', async () => {
    await using local = await Local.open();
    const { ts } = await started(local, [card({ details: 'asked the handbook' })]);
    await local.client.chat.appendStream({ channel: C, ts, chunks: [card({ details: ', found it' })] });
    const message = (await local.messages()).at(-1);
    expect(message?.stream?.tasks[0]?.details).toBe('asked the handbook, found it');
  });

  it('cannot be appended to or stopped once it was stopped', async () => {
    await using local = await Local.open();
    const { ts } = await started(local);
    await local.client.chat.stopStream({ channel: C, ts });
    const refusal = { error: 'message_not_in_streaming_state' };
    expect(
      await errorOf(local.client.chat.appendStream({ channel: C, ts, markdown_text: 'x' })),
    ).toMatchObject(refusal);
    expect(await errorOf(local.client.chat.stopStream({ channel: C, ts }))).toMatchObject(refusal);
    expect(await local.client.chat.update({ channel: C, ts, text: 'instead' })).toMatchObject({ ok: true });
    expect((await local.messages()).at(-1)).not.toHaveProperty('stream');
  });

  it('is closed by Slack when its time is over', async () => {
    await using local = await Local.open({ streamLifetimeMs: 20 });
    const { ts } = await started(local);
    await until(async () =>
      (await local.messages()).at(-1)?.stream?.state === 'expired' ? true : undefined,
    );
    const append = local.client.chat.appendStream({ channel: C, ts, markdown_text: 'late' });
    expect(await errorOf(append)).toMatchObject({ error: 'message_not_in_streaming_state' });
  });

  it.each([
    [
      'text and chunks in one call',
      { markdown_text: 'x', chunks: [card()] },
      'cannot_provide_both_markdown_text_and_chunks',
    ],
    ['a status that Slack does not know', { chunks: [card({ status: 'done' })] }, 'invalid_chunks'],
    [
      'a source without text',
      { chunks: [card({ sources: [{ type: 'url', url: 'https://a.b', text: '' }] })] },
      'invalid_chunks',
    ],
    ['12,001 characters of Markdown', { markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    ['nothing', {}, 'no_text'],
  ])('refuses %s and changes nothing', async (_, content, error) => {
    await using local = await Local.open();
    const { ts } = await started(local);
    const before = (await local.messages()).at(-1);
    expect(await errorOf(local.client.chat.appendStream({ channel: C, ts, ...content }))).toMatchObject({
      error,
    });
    expect((await local.messages()).at(-1)).toEqual(before);
  });

  it('refuses what makes it too long altogether, cards included', async () => {
    await using local = await Local.open();
    const { ts } = await started(local, [card({ details: 'd'.repeat(2_000) })]);
    const long = local.client.chat.appendStream({ channel: C, ts, markdown_text: 'x'.repeat(9_000) });
    expect(await errorOf(long)).toMatchObject({ error: 'msg_too_long' });
  });

  it('must name whom it is for, outside direct messages', async () => {
    await using local = await Local.open();
    const { ts } = await local.say('hello');
    const start = local.client.chat.startStream({ channel: C, thread_ts: ts, markdown_text: 'x' });
    expect(await errorOf(start)).toMatchObject({ error: 'missing_recipient_user_id' });
    const direct = await local.say('hello', { channel: 'D0LIN' });
    const started = await local.client.chat.startStream({ channel: 'D0LIN', thread_ts: direct.ts });
    expect(started.ok).toBe(true);
  });
});

describe('a session', () => {
  it('has a status, and a title that stays', async () => {
    await using local = await Local.open();
    const { ts } = await local.say('hello');
    const place = { channel_id: C, thread_ts: ts };
    await local.client.agents.sessions.setStatus({ ...place, status: 'processing', title: 'First' });
    await local.client.agents.sessions.setStatus({ ...place, status: 'suspended', title: 'Second' });
    expect(await local.get('/_control/sessions')).toMatchObject({
      sessions: [{ channel: C, thread_ts: ts, status: 'suspended', title: 'First' }],
    });
    const unknown = local.client.agents.sessions.setStatus({ ...place, status: 'asleep' });
    expect(await errorOf(unknown)).toMatchObject({ error: 'invalid_status' });
  });
});
