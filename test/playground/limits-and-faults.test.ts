import { describe, expect, it } from 'vitest';
import { errorOf, Local } from './local.ts';

const C = 'C0GENERAL';

describe('rate limits', () => {
  it('lets a short burst of posts through, then asks for a pause, channel by channel', async () => {
    await using local = await Local.open({ now: () => 1_800_000_000_000 });
    const post = (channel: string) => local.client.chat.postMessage({ channel, text: 'x' });
    for (let index = 0; index < 4; index += 1) await post(C);
    await expect(post(C)).rejects.toMatchObject({ retryAfter: 1 });
    await expect(post('C0ENG')).resolves.toMatchObject({ ok: true });
  });

  it('allows twenty new streams a minute', async () => {
    let now = 1_800_000_000_000;
    await using local = await Local.open({ now: () => now });
    const { ts } = await local.say('root');
    const start = () =>
      local.client.chat.startStream({
        channel: C,
        thread_ts: ts,
        recipient_user_id: 'U0LIN',
        recipient_team_id: 'T0GENESIS',
      });
    for (let index = 0; index < 20; index += 1) await start();
    await expect(start()).rejects.toMatchObject({ retryAfter: 3 });
    now += 3_000;
    await expect(start()).resolves.toMatchObject({ ok: true });
  });

  it('never limits by itself when it is generous', async () => {
    await using local = await Local.open({ rateLimits: 'generous' });
    const posts = Array.from({ length: 30 }, () => local.client.chat.postMessage({ channel: C, text: 'x' }));
    expect(await Promise.all(posts)).toHaveLength(30);
  });
});

describe('faults', () => {
  it('answers 429 with Retry-After as often as it was told to', async () => {
    await using local = await Local.open();
    await local.control('faults', { method: 'chat.postMessage', status: 429, retry_after: 7, times: 1 });
    const post = () => local.client.chat.postMessage({ channel: C, text: 'x' });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    expect(await local.messages()).toEqual([]);
    await expect(post()).resolves.toMatchObject({ ok: true });
  });

  it('answers 500 without effect until the fault is deleted', async () => {
    await using local = await Local.open();
    await local.control('faults', { method: 'chat.postMessage', status: 500 });
    const post = () => local.client.chat.postMessage({ channel: C, text: 'x' });
    await expect(post()).rejects.toMatchObject({ statusCode: 500 });
    await expect(post()).rejects.toMatchObject({ statusCode: 500 });
    await fetch(`${local.playground.url}/_control/faults`, { method: 'DELETE' });
    await expect(post()).resolves.toMatchObject({ ok: true });
    expect(await local.messages()).toHaveLength(1);
  });

  it('answers with the error it was told, for one method alone', async () => {
    await using local = await Local.open();
    await local.control('faults', { method: 'chat.startStream', error: 'feature_not_enabled', times: 1 });
    const start = local.client.chat.startStream({ channel: C, thread_ts: '1.1' });
    expect(await errorOf(start)).toMatchObject({ error: 'feature_not_enabled' });
    await expect(local.client.auth.test()).resolves.toMatchObject({ ok: true });
  });

  it('loses the answer after the effect', async () => {
    await using local = await Local.open();
    await local.control('faults', { method: 'chat.postMessage', error: 'lost_response', times: 1 });
    await expect(local.client.chat.postMessage({ channel: C, text: 'posted' })).rejects.toThrow();
    expect((await local.messages()).map((one) => one.text)).toEqual(['posted']);
  });

  it('answers late, so that a client runs out of patience', async () => {
    await using local = await Local.open();
    await local.control('faults', { method: 'auth.test', delay_ms: 10_000, times: 1 });
    const hurried = local.clientWith({ timeout: 30 });
    await expect(hurried.auth.test()).rejects.toThrow();
    await expect(hurried.auth.test()).resolves.toMatchObject({ ok: true });
  });
});

describe('the control API', () => {
  it('empties the workspace and keeps the app connected', async () => {
    await using local = await Local.open();
    await local.bareSocket();
    await local.say('hello');
    await local.control('faults', { status: 500 });
    await local.control('reset');
    expect(await local.messages()).toEqual([]);
    expect(await local.get('/_control/log')).toMatchObject({ calls: [], events: [] });
    await expect(local.client.auth.test()).resolves.toMatchObject({ ok: true });
    expect((await fetch(`${local.playground.url}/_control/ready`)).status).toBe(200);
  });

  it('says what is wrong with an order, and does nothing', async () => {
    await using local = await Local.open();
    expect(await local.say('x', { user: 'U0NOBODY' })).toEqual({ ok: false, error: 'user_not_found' });
    expect(await local.say('x', { channel: 'C0NOWHERE' })).toEqual({ ok: false, error: 'channel_not_found' });
    expect(await local.say('x', { thread_ts: '1.1' })).toEqual({ ok: false, error: 'thread_not_found' });
    expect((await fetch(`${local.playground.url}/_control/levitate`)).status).toBe(404);
    const broken = await fetch(`${local.playground.url}/_control/message`, {
      method: 'POST',
      body: '{"text":',
    });
    expect([broken.status, await broken.json()]).toEqual([400, { ok: false, error: 'invalid_json' }]);
    expect(await local.messages()).toEqual([]);
  });

  it('takes the JSON that curl calls a form', async () => {
    await using local = await Local.open();
    const response = await fetch(`${local.playground.url}/_control/message`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '{"channel": "C0GENERAL", "user": "U0LIN", "text": "a & b = c"}',
    });
    expect(await response.json()).toMatchObject({ ok: true });
    expect((await local.messages()).map((one) => one.text)).toEqual(['a &amp; b = c']);
  });

  it('changes how it behaves at runtime', async () => {
    await using local = await Local.open();
    const answer = await local.control('settings', { rateLimits: 'generous', ackTimeoutMs: 'soon' });
    expect(answer).toMatchObject({ settings: { rateLimits: 'generous', ackTimeoutMs: 3_000 } });
  });

  it('keeps only the newest messages', async () => {
    await using local = await Local.open({ keepMessages: 3 });
    for (let index = 0; index < 5; index += 1) await local.say(`message ${index}`);
    expect((await local.messages()).map((one) => one.text)).toEqual(['message 2', 'message 3', 'message 4']);
  });
});
