import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { openAgents } from '#agents/open-agents.ts';
import type { Models } from '#graph/ports.ts';
import { aTaskCall } from './a-task-call.ts';
import { agentSettings } from './agent-settings.ts';
import { modelServer } from './model-server.ts';

const Plan = z.object({ goal: z.string(), steps: z.array(z.string()).min(1) });

function question(changes: { tier?: 'small' | 'large'; stop?: AbortSignal; resilient?: boolean } = {}) {
  return {
    name: 'plan.v1',
    system: 'You plan.',
    user: 'Plan the party.',
    schema: Plan,
    tier: changes.tier ?? ('small' as const),
    maxOutputTokens: 200,
    ...(changes.resilient === undefined ? {} : { resilient: changes.resilient }),
    run: aTaskCall(changes.stop === undefined ? {} : { stop: changes.stop }).run,
  };
}

/** The address of a server that has just gone. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`;
}

const unavailable = { error: { message: 'secret internals at 10.0.0.7', type: 'server_error' }, status: 500 };

describe('the models port, over the real client and a socket', () => {
  let server: Awaited<ReturnType<typeof modelServer>>;
  beforeEach(async () => {
    server = await modelServer();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await server[Symbol.asyncDispose]();
  });

  const open = (changes: Partial<typeof server.settings> = {}) =>
    openAgents(agentSettings({ model: { ...server.settings, ...changes } }));

  it('asks for JSON of a schema and gives it parsed, with what it cost', async () => {
    server.mock.onMessage('Plan the party.', {
      content: '{"goal": "party", "steps": ["cake"]}',
      usage: { prompt_tokens: 1_000, completion_tokens: 100 },
    });
    await using agents = await open();
    const answer = await agents.models.structured(question());
    expect(answer).toMatchObject({ ok: true, value: { goal: 'party', steps: ['cake'] } });
    // 1,000 × 0.15 + 100 × 0.60 micro-dollars
    expect(answer.calls).toEqual([
      expect.objectContaining({
        name: 'plan.v1',
        model: 'gpt-4o-mini',
        ok: true,
        inputTokens: 1_000,
        microUsd: 210,
      }),
    ]);
    expect(server.mock.getLastRequest()?.body).toMatchObject({
      max_tokens: 200,
      response_format: { type: 'json_schema', json_schema: { name: 'plan_v1' } },
    });
  });

  it('gives a malformed answer back with its text, so that it can be repaired once', async () => {
    server.mock.onMessage('Plan the party.', { content: '{"goal": "party", "steps": "cake"}' });
    await using agents = await open();
    const answer = await agents.models.structured(question());
    expect(answer).toMatchObject({
      ok: false,
      kind: 'malformed',
      text: '{"goal": "party", "steps": "cake"}',
      error: expect.stringContaining('steps'),
    });
    expect(answer.calls).toHaveLength(1);
  });

  it('takes JSON out of a code fence, and calls prose malformed', async () => {
    server.mock.onMessage('Plan the party.', { content: '```json\n{"goal": "g", "steps": ["s"]}\n```' });
    await using agents = await open();
    expect(await agents.models.structured(question())).toMatchObject({ ok: true });
    server.mock.clearFixtures();
    server.mock.onMessage('Plan the party.', { content: 'Gladly! First, a cake.' });
    const prose = await agents.models.structured(question());
    expect(prose).toMatchObject({ ok: false, kind: 'malformed', text: 'Gladly! First, a cake.' });
    expect(prose.calls).toHaveLength(1);
  });

  it('keeps text and cost of an answer that was cut off', async () => {
    server.mock.onMessage('Plan the party.', {
      content: '{"goal": "par',
      finishReason: 'length',
      usage: { prompt_tokens: 100, completion_tokens: 200 },
    });
    await using agents = await open();
    const answer = await agents.models.structured(question());
    expect(answer).toMatchObject({ ok: false, kind: 'malformed', text: '{"goal": "par' });
    expect(answer.calls).toEqual([expect.objectContaining({ ok: true, outputTokens: 200, microUsd: 135 })]);
  });

  it('puts the schema into the prompt for an endpoint that knows no response_format', async () => {
    server.mock.on(
      { predicate: (request) => request.response_format !== undefined },
      { error: { message: "Unknown parameter: 'response_format'" }, status: 400 },
    );
    server.mock.onMessage('Plan the party.', { content: '{"goal": "g", "steps": ["s"]}' });
    await using agents = await open();
    expect(await agents.models.structured(question())).toMatchObject({ ok: true, value: { goal: 'g' } });
  });

  it('waits as long as a 429 asks for, then tries again', async () => {
    server.mock.onMessage('Plan the party.', { content: 'fine' });
    server.mock.prependFixture({
      match: { userMessage: 'Plan the party.', sequenceIndex: 0 },
      response: { error: { message: 'slow down', type: 'rate_limit_error' }, status: 429, retryAfter: 1 },
    });
    await using agents = await open();
    const started = performance.now();
    const answer = await agents.models.text(question());
    expect(answer).toMatchObject({ ok: true, value: 'fine' });
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(answer.calls.map((call) => [call.ok, call.microUsd > 0])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it('opens its breaker after five failures, then asks nobody, then probes once', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
    server.mock.onMessage('Plan the party.', unavailable);
    await using agents = await open();
    const first = await agents.models.text(question());
    expect(first).toMatchObject({ ok: false, kind: 'unavailable', error: 'The model did not answer.' });
    expect(first.calls).toHaveLength(4);
    const second = await agents.models.text(question());
    expect(second.calls).toHaveLength(1);
    expect(agents.breakers()).toEqual([{ name: 'model', state: 'open' }]);
    const third = await agents.models.text(question());
    expect(third).toMatchObject({ ok: false, kind: 'unavailable', calls: [] });
    expect(agents.runner.broken('qa_agent')).toBe(true);
    expect(agents.runner.broken('calculator')).toBe(false);

    server.mock.clearFixtures();
    server.mock.onMessage('Plan the party.', { content: 'fine' });
    vi.setSystemTime(1_000_000 + 60_000);
    expect(agents.runner.broken('qa_agent')).toBe(false);
    expect(await agents.models.text(question())).toMatchObject({ ok: true });
    expect(await agents.models.text(question())).toMatchObject({ ok: true });
    expect(agents.breakers()).toEqual([{ name: 'model', state: 'closed' }]);
  });

  it('aborts a call that hangs, and books an estimate for it', async () => {
    const hang = Promise.withResolvers<{ content: string }>();
    server.mock.onMessage('Plan the party.', () => hang.promise);
    await using agents = await open({ timeoutMs: 40 });
    const answer = await agents.models.text(question());
    expect(answer).toMatchObject({ ok: false, kind: 'unavailable', error: 'The model did not answer.' });
    expect(answer.calls).toHaveLength(4);
    expect(answer.calls[0]).toMatchObject({ ok: false, inputTokens: 6, outputTokens: 0 });
    hang.resolve({ content: 'late' });
  });

  it('books nothing for what never reached the endpoint: a closed port, an unknown host', async () => {
    for (const baseUrl of [await closedPort(), 'http://nowhere.invalid/v1']) {
      await using agents = await open({ baseUrl });
      const { ok, calls } = await agents.models.text(question({ resilient: false }));
      expect({ ok, calls }).toMatchObject({ ok: false, calls: [{ ok: false, inputTokens: 0, microUsd: 0 }] });
    }
  });

  it('books nothing for a call that was stopped while it waited for its turn', async () => {
    const hang = Promise.withResolvers<{ content: string }>();
    const full = Promise.withResolvers<void>();
    let arrived = 0;
    server.mock.onMessage('Plan the party.', () => {
      arrived += 1;
      if (arrived === 32) full.resolve();
      return hang.promise;
    });
    await using agents = await open();
    const ahead = Array.from({ length: 32 }, () => agents.models.text(question()));
    await full.promise;
    const stop = new AbortController();
    const waiting = agents.runner.run(aTaskCall({ agentId: 'generalist', stop: stop.signal }));
    stop.abort('user');
    const result = await waiting;
    expect(result).toMatchObject({ status: 'stopped', modelCalls: [] });
    hang.resolve({ content: 'late' });
    await Promise.all(ahead);
  });

  it('asks once where the question says that the first failure counts', async () => {
    server.mock.onMessage('Plan the party.', unavailable);
    await using agents = await open();
    expect((await agents.models.text(question({ resilient: false }))).calls).toHaveLength(1);
    expect((await agents.models.structured(question({ resilient: false }))).calls).toHaveLength(1);
  });

  it('ends at once, with the reason, when the run is stopped', async () => {
    const stop = new AbortController();
    const arrived = Promise.withResolvers<void>();
    const hang = Promise.withResolvers<{ content: string }>();
    server.mock.onMessage('Plan the party.', () => {
      arrived.resolve();
      return hang.promise;
    });
    await using agents = await open();
    const asking = agents.models.text(question({ stop: stop.signal }));
    await arrived.promise;
    stop.abort('user');
    await expect(asking).rejects.toBe('user');
    hang.resolve({ content: 'late' });
  });

  it('does not repeat a question with a bad key, and does not show what the endpoint said', async () => {
    server.mock.onMessage('Plan the party.', {
      error: { message: 'Incorrect API key: sk-123' },
      status: 401,
    });
    await using agents = await open();
    const answer = await agents.models.text(question());
    expect(answer).toMatchObject({ ok: false, error: 'The model endpoint refused the API key.' });
    expect(answer.calls).toHaveLength(1);
  });

  it('books a model without a price at a high one, says so once, and lets configuration name the price', async () => {
    server.mock.onMessage('Plan the party.', {
      content: 'fine',
      usage: { prompt_tokens: 100, completion_tokens: 10 },
    });
    const settings = agentSettings({ model: server.settings });
    await using agents = await openAgents(settings);
    const priced = async (models: Models): Promise<number | undefined> =>
      (await models.text(question({ tier: 'large' }))).calls[0]?.microUsd;
    expect(await priced(agents.models)).toBe(700);
    expect(await priced(agents.models)).toBe(700);
    expect(settings.lines.filter((line) => line.message.startsWith('price of a model'))).toHaveLength(1);
    expect((await agents.probe()).models?.detail).toContain(
      'price of in-house-70b unknown, booked at 5/20 USD',
    );
    await using cheap = await open({ prices: { 'in-house-70b': { input: 0, output: 0.1 } } });
    expect(await priced(cheap.models)).toBe(1);
  });

  it('probes the endpoint for real', async () => {
    await using agents = await open();
    expect((await agents.probe()).models).toMatchObject({ ok: true });
    await using nowhere = await open({ baseUrl: 'http://127.0.0.1:9/v1' });
    expect((await nowhere.probe()).models).toEqual({ ok: false, detail: 'cannot be reached' });
  });

  it('says that there is no model where none is configured', async () => {
    await using agents = await openAgents(agentSettings());
    expect(agents.models.available).toBe(false);
    expect(await agents.models.text(question())).toMatchObject({ ok: false, kind: 'unavailable', calls: [] });
    expect((await agents.probe()).models).toBeNull();
  });
});
