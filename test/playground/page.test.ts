import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startPlayground } from '#playground/start-playground.ts';
import type { FeedEvent } from '#playground/workspace/feed.ts';
import { Local, until } from './local.ts';

/** The status of a request with headers that `fetch` does not let anybody set. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

/** Collects what the page of the person is told. */
async function listen(local: Local, user: string): Promise<{ events: FeedEvent[]; stop: () => void }> {
  const events: FeedEvent[] = [];
  const stop = new AbortController();
  const response = await fetch(`${local.playground.url}/_page/events?user=${user}`, { signal: stop.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  const read = async (): Promise<void> => {
    for (;;) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return;
      const lines = (rest + chunk.value).split('\n\n');
      rest = lines.pop() ?? '';
      events.push(...lines.filter((one) => one.startsWith('data: ')).map((one) => JSON.parse(one.slice(6))));
    }
  };
  const reading = read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    events,
    stop: () => {
      stop.abort();
      return reading;
    },
  };
}

describe('the page’s feed', () => {
  it('shows each person what they may see', async () => {
    await using local = await Local.open();
    await local.say('for everybody');
    await local.client.chat.postEphemeral({ channel: 'C0GENERAL', user: 'U0LIN', text: 'for lin' });
    const state = (user: string) =>
      local.get<{ channels: { id: string }[]; messages: Record<string, { text: string }[]> }>(
        `/_page/state?user=${user}`,
      );
    const lin = await state('U0LIN');
    const guest = await state('U0GUEST');
    expect(lin.messages.C0GENERAL?.map((one) => one.text)).toEqual(['for everybody', 'for lin']);
    expect(guest.messages.C0GENERAL?.map((one) => one.text)).toEqual(['for everybody']);
    expect(guest.channels.map((one) => one.id)).toEqual(['C0GENERAL', 'D0GUEST']);
  });

  it('tells of everything as it happens, and of nothing that is not for the person', async () => {
    await using local = await Local.open();
    const page = await listen(local, 'U0GUEST');
    await local.say('not here', { channel: 'C0ENG' });
    await local.client.chat.postEphemeral({ channel: 'C0GENERAL', user: 'U0LIN', text: 'for lin' });
    const { ts } = await local.say('here');
    await local.client.reactions.add({ channel: 'C0GENERAL', timestamp: ts, name: 'eyes' });
    await local.control('delete', { channel: 'C0GENERAL', ts });
    const events = await until(() => (page.events.length >= 3 ? page.events : undefined));
    expect(events.map((one) => one.type)).toEqual(['message', 'reaction', 'message_deleted']);
    page.stop();
  });

  it('posts for the page what it posts for tests', async () => {
    await using local = await Local.open();
    const response = await fetch(`${local.playground.url}/_page/message`, {
      method: 'POST',
      body: JSON.stringify({ channel: 'C0GENERAL', user: 'U0LIN', text: 'typed' }),
    });
    expect(response.status).toBe(200);
    expect((await local.messages()).map((one) => one.text)).toEqual(['typed']);
  });
});

describe('the page’s files', () => {
  it('are served without their types and under a strict policy', async () => {
    await using local = await Local.open();
    const response = await fetch(`${local.playground.url}/feed/wire.ts`);
    expect(response.headers.get('content-type')).toContain('text/javascript');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).not.toContain('export type');
  });

  it('come with the two libraries as modules', async () => {
    await using local = await Local.open();
    for (const library of ['marked', 'purify']) {
      const response = await fetch(`${local.playground.url}/vendor/${library}.js`);
      expect(response.headers.get('content-type')).toContain('text/javascript');
      expect(await response.text()).toMatch(/export\s*\{/);
    }
  });

  it.each(['/../start-playground.ts', '/%2e%2e/start-playground.ts', '/..%2foptions.ts', '/nowhere.js'])(
    'are all there is: %s is not found',
    async (path) => {
      await using local = await Local.open();
      expect(await statusOf(`${local.playground.url}${path}`, {})).toBe(404);
    },
  );
});

describe('who may speak with the playground', () => {
  it('is nobody under another name, and no page of another site', async () => {
    await using local = await Local.open();
    const url = `${local.playground.url}/_control/log`;
    expect(await statusOf(url, { host: 'evil.example' })).toBe(403);
    expect(await statusOf(url, { origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf(url, { origin: local.playground.url })).toBe(200);
  });

  it('is nobody from outside: it listens on the loopback address or not at all', async () => {
    await expect(startPlayground({ port: 0, host: '0.0.0.0' })).rejects.toThrow('127.0.0.1 alone');
  });

  it('names the port that is taken, and what to do', async () => {
    await using local = await Local.open();
    const port = Number(new URL(local.playground.url).port);
    await expect(startPlayground({ port })).rejects.toThrow(
      `Port ${port} is taken: set PLAYGROUND_PORT to another one, or end the program that uses it.`,
    );
  });
});
