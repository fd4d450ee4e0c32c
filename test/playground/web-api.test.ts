import { describe, expect, it } from 'vitest';
import type { Call } from '#playground/log.ts';
import { errorOf, Local } from './local.ts';

const C = 'C0GENERAL';

describe('the Web API', () => {
  it('knows who calls, and refuses everybody else', async () => {
    await using local = await Local.open();
    expect(await local.client.auth.test()).toMatchObject({
      user_id: 'U0GENESIS',
      bot_id: 'B0GENESIS',
      team_id: 'T0GENESIS',
    });
    const stranger = local.clientWith({}, 'xoxb-somebody-else');
    expect(await errorOf(stranger.auth.test())).toMatchObject({ error: 'invalid_auth' });
    expect(await errorOf(local.client.apps.connections.open())).toMatchObject({
      error: 'not_allowed_token_type',
    });
    const nobody = await fetch(`${local.playground.apiUrl}auth.test`, { method: 'POST' });
    expect(await nobody.json()).toMatchObject({ ok: false, error: 'not_authed' });
  });

  it('says that it does not know a method', async () => {
    await using local = await Local.open();
    expect(await errorOf(local.client.apiCall('chat.levitate'))).toMatchObject({ error: 'unknown_method' });
  });

  it('takes JSON as it takes forms', async () => {
    await using local = await Local.open();
    const response = await fetch(`${local.playground.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: `Bearer ${local.playground.botToken}`,
      },
      body: JSON.stringify({ channel: C, text: 'json', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: C, message: { text: 'json' } });
  });

  it('keeps metadata and shows it only to who asks for it', async () => {
    await using local = await Local.open();
    const { ts } = await local.say('question');
    const metadata = { event_type: 'genesis_run', event_payload: { run_id: 'r1', post_id: 'p1' } };
    await local.client.chat.postMessage({ channel: C, thread_ts: ts, text: 'answer', metadata });
    const without = await local.client.conversations.replies({ channel: C, ts });
    const asked = await local.client.conversations.replies({ channel: C, ts, include_all_metadata: true });
    expect(without.messages?.map((one) => one.metadata)).toEqual([undefined, undefined]);
    expect(asked.messages?.at(1)?.metadata).toEqual(metadata);
    expect(asked.messages?.at(0)).toMatchObject({ text: 'question', reply_count: 1 });
  });

  it('reads long threads page by page', async () => {
    await using local = await Local.open({ rateLimits: 'generous' });
    const { ts } = await local.say('root');
    for (let index = 0; index < 5; index += 1) await local.say(`reply ${index}`, { thread_ts: ts });
    const texts: (string | undefined)[] = [];
    for await (const page of local.client.paginate('conversations.replies', { channel: C, ts, limit: 2 })) {
      const { messages = [] } = page as { messages?: { text?: string }[] };
      texts.push(...messages.map((one) => one.text));
    }
    expect(texts).toEqual(['root', 'reply 0', 'reply 1', 'reply 2', 'reply 3', 'reply 4']);
  });

  it('answers a reply to a reply in the thread of both', async () => {
    await using local = await Local.open();
    const root = await local.say('root');
    const reply = await local.say('reply', { thread_ts: root.ts });
    await local.client.chat.postMessage({ channel: C, thread_ts: reply.ts, text: 'answer' });
    expect((await local.messages()).at(-1)?.thread_ts).toBe(root.ts);
  });

  it('shows an ephemeral message to one person, and never in the history', async () => {
    await using local = await Local.open();
    const root = await local.say('root');
    await local.client.chat.postEphemeral({
      channel: C,
      user: 'U0LIN',
      text: 'only you',
      thread_ts: root.ts,
    });
    expect(await local.messages('&user=U0LIN')).toHaveLength(2);
    expect(await local.messages('&user=U0ADA')).toHaveLength(1);
    expect((await local.messages()).at(-1)).toMatchObject({ ephemeral_to: 'U0LIN' });
    const replies = await local.client.conversations.replies({ channel: C, ts: root.ts });
    expect(replies.messages?.map((one) => one.text)).toEqual(['root']);
    const absent = local.client.chat.postEphemeral({ channel: 'C0ENG', user: 'U0GUEST', text: 'x' });
    expect(await errorOf(absent)).toMatchObject({ error: 'user_not_in_channel' });
  });

  it('changes and deletes the bot’s own messages and nobody else’s', async () => {
    await using local = await Local.open();
    const theirs = await local.say('mine');
    const own = await local.client.chat.postMessage({ channel: C, text: 'first' });
    await local.client.chat.update({ channel: C, ts: own.ts ?? '', text: 'second' });
    expect((await local.messages()).at(-1)?.text).toBe('second');
    await local.client.chat.delete({ channel: C, ts: own.ts ?? '' });
    expect(await local.messages()).toHaveLength(1);
    expect(await errorOf(local.client.chat.update({ channel: C, ts: theirs.ts, text: 'x' }))).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await errorOf(local.client.chat.delete({ channel: C, ts: '1.1' }))).toMatchObject({
      error: 'message_not_found',
    });
  });

  it('reacts once', async () => {
    await using local = await Local.open();
    const { ts } = await local.say('nice');
    await local.client.reactions.add({ channel: C, timestamp: ts, name: 'eyes' });
    expect((await local.messages()).at(0)?.reactions).toEqual([{ name: 'eyes', users: ['U0GENESIS'] }]);
    expect(
      await errorOf(local.client.reactions.add({ channel: C, timestamp: ts, name: 'eyes' })),
    ).toMatchObject({
      error: 'already_reacted',
    });
  });

  it('takes a file in three steps and shows it in the thread', async () => {
    await using local = await Local.open();
    const { ts } = await local.say('root');
    await local.client.filesUploadV2({
      channel_id: C,
      thread_ts: ts,
      filename: 'answer.md',
      content: '# Long answer',
      initial_comment: 'the rest',
    });
    const message = (await local.messages()).at(-1);
    expect(message).toMatchObject({ thread_ts: ts, text: 'the rest', subtype: 'file_share' });
    const url = String(message?.files?.at(0)?.url_private);
    const headers = { authorization: `Bearer ${local.playground.botToken}` };
    expect(await (await fetch(url, { headers })).text()).toBe('# Long answer');
    expect((await fetch(url)).status).toBe(401);
  });

  it('logs every call with its arguments, without the token', async () => {
    await using local = await Local.open();
    const blocks = [{ type: 'divider' }];
    await local.client.chat.postMessage({
      channel: C,
      text: 'logged',
      blocks,
      token: local.playground.botToken,
    });
    const { calls } = await local.get<{ calls: Call[] }>('/_control/log');
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      method: 'chat.postMessage',
      status: 200,
      args: { channel: C, text: 'logged', blocks },
      answer: { ok: true },
    });
    expect(JSON.stringify(calls)).not.toContain(local.playground.botToken);
  });
});

describe('sizes', () => {
  const section = (length: number) => ({
    type: 'section',
    text: { type: 'mrkdwn' as const, text: 'x'.repeat(length) },
  });

  it.each([
    ['text of 40,001 characters', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['a section of 3,001 characters', { text: 'x', blocks: [section(3_001)] }, 'invalid_blocks'],
    ['51 blocks', { text: 'x', blocks: Array(51).fill({ type: 'divider' }) }, 'invalid_blocks'],
    [
      'a block type that Slack does not know',
      { text: 'x', blocks: [{ type: 'hologram' }] },
      'invalid_blocks',
    ],
    [
      'markdown blocks of 12,002 characters together',
      {
        text: 'x',
        blocks: [
          { type: 'markdown', text: 'x'.repeat(6_001) },
          { type: 'markdown', text: 'x'.repeat(6_001) },
        ],
      },
      'msg_blocks_too_long',
    ],
    ['neither text nor blocks', { text: '' }, 'no_text'],
  ])('refuses %s', async (_, content, error) => {
    await using local = await Local.open();
    expect(await errorOf(local.client.chat.postMessage({ channel: C, ...content }))).toMatchObject({ error });
    expect(await local.messages()).toEqual([]);
  });

  it('takes what is just within the limits', async () => {
    await using local = await Local.open();
    const blocks = [section(3_000), { type: 'markdown', text: 'x'.repeat(12_000) }];
    expect(await local.client.chat.postMessage({ channel: C, text: 'x', blocks })).toMatchObject({
      ok: true,
    });
  });

  it('says where in the blocks the mistake is', async () => {
    await using local = await Local.open();
    const call = local.client.chat.postMessage({
      channel: C,
      text: 'x',
      blocks: [{ type: 'divider' }, section(0)],
    });
    const error = (await errorOf(call)) as { response_metadata: { messages: string[] } };
    expect(error.response_metadata.messages.join()).toContain('/blocks/1/text/text');
  });
});
