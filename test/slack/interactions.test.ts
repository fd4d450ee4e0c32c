import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '#playground/workspace/message.ts';
import { plannedEvent } from './progress.ts';
import { answered, refused, SlackWorld } from './slack-world.ts';

type Sent = { text?: string; blocks?: { type: string; [field: string]: unknown }[] };

describe('buttons, modals and commands', () => {
  let world: SlackWorld;
  beforeAll(async () => {
    world = await SlackWorld.open();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    world.orchestrator.requests.length = 0;
    world.orchestrator.decisions.length = 0;
    world.orchestrator.script = async (request) => answered(request, 'An answer.');
  });

  const ask = async (text = '<@U0GENESIS> a question') => {
    const ts = await world.say(text);
    return { ts, message: await world.answer(ts) };
  };
  const click = (message: Message, action_id: string, value: string, user = 'U0LIN') =>
    world.control('action', { channel: message.channel, ts: message.ts, action_id, value, user });

  it('takes thumbs up and thanks only the person who clicked', async () => {
    const { ts, message } = await ask();
    await click(message, 'genesis_feedback', `up:${world.orchestrator.requests[0]?.runId}`);
    await world.whispered('U0LIN', /Thank you/, () => world.thread(ts));
  });

  it('asks for reasons at thumbs down, and keeps them', async () => {
    const given: unknown[] = [];
    const { give } = world.store.feedback;
    world.store.feedback.give = async (feedback) => {
      given.push(feedback);
      await give.call(world.store.feedback, feedback);
    };
    const { ts, message } = await ask();
    const runId = world.orchestrator.requests[0]?.runId;
    await click(message, 'genesis_feedback', `down:${runId}`);
    const view = await world.until(async () => {
      const { views } = await world.control<{ views: { id: string }[] }>('views?user=U0LIN');
      return views[0];
    });
    await world.control('submit', {
      view_id: view.id,
      user: 'U0LIN',
      values: {
        reasons: {
          value: { type: 'checkboxes', selected_options: [{ value: 'wrong' }, { value: 'slow' }] },
        },
        comment: { value: { type: 'plain_text_input', value: 'It is 42.' } },
      },
    });
    await world.whispered('U0LIN', /how I get better/, () => world.thread(ts));
    expect(given).toEqual([
      { runId, user: 'U0LIN', rating: 'down', reasons: [], comment: null },
      { runId, user: 'U0LIN', rating: 'down', reasons: ['wrong', 'slow'], comment: 'It is 42.' },
    ]);
  });

  it('retries as a new run that names the first, for the requester or an admin alone', async () => {
    const { ts, message } = await ask();
    const first = world.orchestrator.requests[0]?.runId ?? '';
    await click(message, 'genesis_retry', first, 'U0GUEST');
    await world.whispered('U0GUEST', /Only the person who asked/, () => world.thread(ts));
    await click(message, 'genesis_retry', first);
    await world.answer(ts, 'C0GENERAL', 2);
    expect(world.orchestrator.requests[1]).toMatchObject({
      retryOf: first,
      text: 'a question',
      user: 'U0LIN',
    });
    expect(world.orchestrator.requests[1]?.runId).not.toBe(first);
  });

  it('offers a rerun of an edited request, and runs it as it reads now', async () => {
    const { ts } = await ask('<@U0GENESIS> a questoin');
    await world.control('edit', { channel: 'C0GENERAL', ts, text: '<@U0GENESIS> a question', user: 'U0LIN' });
    const offer = await world.whispered('U0LIN', /Shall I run it again/);
    const { elements } = (offer.blocks?.[1] ?? {}) as { elements?: { value: string }[] };
    await click(offer, 'genesis_rerun_edited', elements?.[0]?.value ?? '');
    await world.answer(ts, 'C0GENERAL', 2);
    expect(world.orchestrator.requests.map((request) => request.text)).toEqual(['a questoin', 'a question']);
  });

  describe('approval', () => {
    const waiting = async () => {
      const plan = plannedEvent(['wipe']);
      world.orchestrator.script = async (request, run, decision) => {
        run.progress(plan);
        if (decision === undefined) {
          const outcome = { status: 'awaiting_approval' as const, message: 'This deletes production data.' };
          const graph = {
            ...plan.graph,
            tasks: plan.graph.tasks.map((task) => ({ ...task, risk: 'high' as const })),
          };
          return answered(request, '', { outcome, reply: null, taskGraph: graph, routing: plan.routing });
        }
        const said = { taskGraph: plan.graph };
        if (decision.approved) return answered(request, 'Done as approved.', said);
        return { ...refused(request, 'denied'), ...said };
      };
      const ts = await world.say('<@U0GENESIS> wipe it');
      const question = await world.answer(ts);
      const runId = world.orchestrator.requests[0]?.runId ?? '';
      await world.until(async () => (await world.store.runs.find(runId))?.status === 'suspended');
      return { ts, question, runId };
    };

    it('shows what is risky, and goes on when the requester approves', async () => {
      const { ts, question, runId } = await waiting();
      expect(JSON.stringify(question.blocks)).toContain('Do wipe');
      expect((await world.replies(ts))[0]?.stream).toMatchObject({
        state: 'stopped',
        title: 'Waiting for approval',
      });
      await click(question, 'genesis_approve', runId);
      const answer = await world.until(async () =>
        (await world.replies(ts)).find((one) => one.stream?.markdown === 'Done as approved.'),
      );
      expect(answer.metadata?.event_payload).toMatchObject({ run_id: runId });
      expect(world.orchestrator.decisions).toEqual([{ approved: true, by: 'U0LIN', reason: 'clicked' }]);
      await world.until(async () =>
        (await world.replies(ts)).some(
          (one) => /^Approved by/.test(one.text) && !/button/.test(JSON.stringify(one.blocks)),
        ),
      );
    });

    it('hears only the requester or an admin, and only once', async () => {
      const { ts, question, runId } = await waiting();
      await click(question, 'genesis_approve', runId, 'U0GUEST');
      await world.whispered('U0GUEST', /Only the person who asked/, () => world.thread(ts));
      await Promise.all([
        click(question, 'genesis_deny', runId, 'U0ADA'),
        click(question, 'genesis_deny', runId, 'U0LIN'),
      ]);
      await world.until(async () => (await world.thread(ts)).some((one) => /decided already/.test(one.text)));
      await world.until(async () =>
        (await world.replies(ts)).some((one) => /approval was denied/.test(one.stream?.markdown ?? '')),
      );
      expect(world.orchestrator.decisions).toHaveLength(1);
    });

    it('takes a stop for a no', async () => {
      const { ts } = await waiting();
      await world.say('stop', { thread_ts: ts });
      await world.until(async () => world.orchestrator.decisions.length === 1);
      expect(world.orchestrator.decisions[0]?.approved).toBe(false);
    });
  });

  describe('commands', () => {
    const command = async (text: string, user: string): Promise<Sent[]> => {
      const { messages } = await world.control<{ messages: Sent[] }>('command', {
        command: '/genesis',
        text,
        user,
        channel: 'C0GENERAL',
      });
      return messages;
    };

    it('shows flags as a table, and a button beside what each does to admins alone', async () => {
      const [admin] = await command('flags', 'U0ADA');
      expect(admin?.blocks?.map((block) => block.type)).toEqual([
        'data_table',
        ...Array.from({ length: 9 }, () => 'section'),
        'context',
      ]);
      const [member] = await command('flags', 'U0LIN');
      expect(member?.blocks?.map((block) => block.type)).toEqual(['data_table', 'section', 'context']);
      expect(JSON.stringify(member?.blocks)).not.toContain('button');
      expect(JSON.stringify(member?.blocks)).toContain('Only its admins can change flags');
      expect(JSON.stringify(member?.blocks)).toContain('new requests are refused');
    });

    it('says in red and in words what the emergency stop does before it is pulled', async () => {
      const [admin] = await command('flags', 'U0ADA');
      const section = admin?.blocks?.find((block) => JSON.stringify(block).includes('emergency_shutdown'));
      const stop = admin?.blocks?.find((block) => {
        const { accessory } = block as { accessory?: { action_id: string } };
        return accessory?.action_id === 'genesis_flag_toggle:emergency_shutdown';
      });
      expect(section).toMatchObject({ type: 'data_table' });
      expect(stop?.accessory).toMatchObject({
        style: 'danger',
        text: { text: 'Turn on' },
        confirm: {
          style: 'danger',
          title: { text: 'Turn on emergency_shutdown?' },
          text: { text: expect.stringMatching(/everything that runs is aborted/) },
        },
      });
    });

    it('toggles for an admin, refuses a member and a version that is no longer true', async () => {
      await world.say('<@U0GENESIS> flags', { user: 'U0ADA' });
      const table = await world.whispered('U0ADA', /^Flags/);
      const value = JSON.stringify({ key: 'maintenance_mode', to: true, version: 1 });
      const press = (user: string) => click(table, 'genesis_flag_toggle:maintenance_mode', value, user);
      await press('U0LIN').catch(() => undefined);
      expect(world.flags.enabled('maintenance_mode')).toBe(false);
      await press('U0ADA');
      await world.until(async () => world.flags.enabled('maintenance_mode'));
      expect(world.flags.values.get('maintenance_mode')).toEqual({ on: true, version: 2, by: 'U0ADA' });
      await world.until(async () => /by.*"user_id":"U0ADA"/.test(JSON.stringify(await world.channel())));
      await press('U0ADA');
      await world.until(async () => /changed meanwhile/.test(JSON.stringify(await world.channel())));
      expect(world.flags.values.get('maintenance_mode')?.version).toBe(2);
      await world.flags.set('maintenance_mode', false, { actor: 'U0ADA', expectedVersion: 2 });
    });

    it('shows health as one alert per component with the age of its measurement', async () => {
      const [health] = await command('health', 'U0LIN');
      const alerts = health?.blocks?.filter((block) => block.type === 'alert') ?? [];
      expect(alerts.map((block) => block.level)).toEqual([
        'success',
        'success',
        'success',
        'warning',
        'success',
      ]);
      expect(JSON.stringify(alerts[0])).toContain('measured 4 s ago');
    });

    it('helps, also with what it does not know, and refuses guests', async () => {
      const help = (await command('', 'U0LIN'))[0]?.text;
      expect(help).toContain('/genesis flags');
      expect(help).toContain('<@U0GENESIS>');
      expect(help).toContain('admins can change it');
      expect((await command('help', 'U0ADA'))[0]?.text).toContain('emergency stop');
      expect((await command('dance', 'U0LIN'))[0]?.text).toContain('I do not know `dance`');
      expect((await command('flags', 'U0GUEST'))[0]?.text).toContain('guest');
    });

    it('goes on during an emergency stop', async () => {
      await world.flags.set('emergency_shutdown', true, { actor: 'U0ADA', expectedVersion: 1 });
      expect((await command('health', 'U0ADA'))[0]?.text).toContain('Genesis is healthy');
      await world.flags.set('emergency_shutdown', false, { actor: 'U0ADA', expectedVersion: 2 });
    });
  });
});
