import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { FencedError } from '#graph/ports.ts';
import { onEveryDatabase } from '#test/setup/stores.ts';
import { aReport, aRequest, aResult, aTask, claimed, contextOf } from '#test/store/fixtures.ts';

const TABLES = ['run_tasks', 'routing_decisions', 'critic_results', 'model_calls', 'tool_calls'];

await onEveryDatabase((store) => {
  it('raises the epoch with every claim and says where the run stands', async () => {
    const request = aRequest();
    expect(await store().runs.claim(request)).toEqual({ epoch: 1, state: 'new' });
    expect(await store().runs.claim(request)).toEqual({ epoch: 2, state: 'running' });
    const run = contextOf(request, 2);
    const waiting = aReport(request, { outcome: { status: 'awaiting_approval', message: 'approve?' } });
    await store().runs.record(run, waiting);
    expect(await store().runs.claim(request)).toEqual({ epoch: 3, state: 'suspended' });
    await store().runs.record(contextOf(request, 3), aReport(request));
    expect(await store().runs.claim(request)).toEqual({ epoch: 4, state: 'ended' });
  });

  it('refuses every write of a worker whose run was claimed again', async () => {
    const { request, run } = await claimed(store());
    await store().outbox.put(run, {
      id: `${run.runId}:answer`,
      kind: 'answer',
      channel: 'C1',
      thread: '1',
      body: {},
    });
    await store().runs.claim(request);
    const writes = {
      record: () => store().runs.record(run, aReport(request)),
      ledger: () => store().ledger.record(run, { task: aTask(), result: aResult() }),
      reserve: () => store().budgets.reserve(request, run, 1),
      settle: () => store().budgets.settle(run, 1),
      put: () =>
        store().outbox.put(run, {
          id: `${run.runId}:x`,
          kind: 'notice',
          channel: 'C1',
          thread: '1',
          body: {},
        }),
      attempted: () => store().outbox.attempted(run, `${run.runId}:answer`, '1.2'),
      posted: () => store().outbox.posted(run, `${run.runId}:answer`, '1.2'),
    };
    for (const [name, write] of Object.entries(writes)) {
      await expect(write(), name).rejects.toBeInstanceOf(FencedError);
    }
    expect((await store().sql(`select count(*) from run_tasks where run_id = '${run.runId}'`)).rows).toEqual([
      [0],
    ]);
  });

  it('refuses a write for a run that nobody claimed', async () => {
    const request = aRequest();
    await expect(store().budgets.reserve(request, contextOf(request, 1), 1)).rejects.toMatchObject({
      code: 'GE002',
    });
  });

  it('writes the same rows from the same report, however often', async () => {
    const { request, run } = await claimed(store());
    const rows = async () => {
      const all = [];
      for (const table of TABLES) {
        all.push(
          await store().sql(
            `select t.* from (select ${columns[table]} from ${table}) t where run_id = '${run.runId}' order by 2, 3`,
          ),
        );
      }
      return all;
    };
    await store().runs.record(run, aReport(request));
    const once = await rows();
    await store().runs.record(run, aReport(request));
    expect(await rows()).toEqual(once);
    expect(once.map((table) => table.rows.length)).toEqual([2, 2, 2, 3, 1]);
  });

  it('adds up tokens and money of all model calls, planning included', async () => {
    const { request, run } = await claimed(store());
    await store().runs.record(run, aReport(request));
    const { rows } = await store().sql(
      `select status, input_tokens, output_tokens, micro_usd, task_count, verdict, difficulty_band, degraded::text
       from runs where id = '${run.runId}'`,
    );
    expect(rows).toEqual([['answered', 305, 70, 1_807, 2, 'pass', 'easy', '{"no model for tone"}']]);
  });

  it('books what its tasks and its planning spent when a run fails for good and reports nothing', async () => {
    const { request, run } = await claimed(store());
    await store().budgets.reserve(request, run, 500_000);
    const outcome = { status: 'awaiting_approval', message: 'approve?' } as const;
    await store().runs.record(run, aReport(request, { outcome, results: [] }));
    await store().ledger.record(run, { task: aTask(), result: aResult() });
    const failure = { status: 'failed', category: 'store', message: 'broken' } as const;
    const nothing = { outcome: failure, taskGraph: null, routing: [], results: [], modelCalls: [] };
    for (const _ of ['once', 'again']) {
      await store().runs.record(run, aReport(request, nothing));
      const { rows } = await store().sql(
        `select r.micro_usd, r.input_tokens, r.output_tokens, l.settled_micro_usd,
           (select sum(micro_usd) from model_calls m where m.run_id = r.id),
           (select count(*) from tool_calls t where t.run_id = r.id)
         from runs r join budget_ledger l on l.run_id = r.id where r.id = '${run.runId}'`,
      );
      expect(rows).toEqual([[1_807, 305, 70, 1_807, 1_807, 1]]);
    }
  });

  it('keeps the category of a failure and the reason of a refusal', async () => {
    const failed = await claimed(store());
    const outcome = { status: 'failed', category: 'budget', message: 'over' } as const;
    await store().runs.record(failed.run, aReport(failed.request, { outcome, taskGraph: null, results: [] }));
    const refused = await claimed(store());
    const refusal = { status: 'refused', reason: 'injection', message: 'no' } as const;
    await store().runs.record(refused.run, aReport(refused.request, { outcome: refusal }));
    const ids = [failed.run.runId, refused.run.runId];
    const { rows } = await store().sql(
      `select failure_category, refusal_reason from runs where id in ('${ids.join("','")}') order by status`,
    );
    expect(rows).toEqual([
      ['budget', null],
      [null, 'injection'],
    ]);
    expect(await store().runs.find(failed.run.runId)).toMatchObject({ status: 'failed', outcome });
  });

  it('gives back the request as it was accepted, without what Postgres cannot hold', async () => {
    const { request } = await claimed(store(), { text: 'nul \0 and half \ud83d of a pair, \\u0000 as text' });
    const found = await store().runs.find(request.runId);
    expect(found?.request).toEqual({ ...request, text: 'nul  and half \ufffd of a pair, \\u0000 as text' });
    expect(found).toMatchObject({ status: 'running', outcome: null, user: 'U1', team: 'T1', channel: 'C1' });
    expect(await store().runs.find(randomUUID())).toBeNull();
  });

  it('finds the newest run of a thread and of a user', async () => {
    const place = { team: 'T1', channel: 'C9', thread: '9.9' };
    const first = await claimed(store(), { ...place, user: 'U9' });
    const second = await claimed(store(), { ...place, user: 'U9' });
    await store().runs.record(second.run, aReport(second.request));
    expect(await store().runs.latestInThread(place)).toEqual({
      runId: second.run.runId,
      user: 'U9',
      status: 'answered',
    });
    expect(await store().runs.latestInThread({ ...place, thread: 'none' })).toBeNull();
    const recent = await store().runs.recent({ user: 'U9', limit: 5 });
    expect(recent.map((each) => each.runId)).toEqual([second.run.runId, first.run.runId]);
    expect(recent[0]).toMatchObject({ goal: 'Audit and draft', tasks: 2, microUsd: 1_807 });
    expect(recent[0]?.endedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('says of an approved run that it runs, from its claim on', async () => {
    const { request, run } = await claimed(store());
    const waiting = aReport(request, { outcome: { status: 'awaiting_approval', message: 'approve?' } });
    await store().runs.record(run, waiting);
    expect(await store().runs.claim(request)).toEqual({ epoch: 2, state: 'suspended' });
    expect(await store().runs.find(run.runId)).toMatchObject({ status: 'running' });
    expect(await store().runs.claim(request)).toEqual({ epoch: 3, state: 'running' });
  });

  it('finds what works or waits in a thread, behind what has ended since', async () => {
    const place = { team: 'T1', channel: 'C9', thread: 'unfinished' };
    const waiting = await claimed(store(), place);
    const outcome = { status: 'awaiting_approval', message: 'approve?' } as const;
    await store().runs.record(waiting.run, aReport(waiting.request, { outcome }));
    const working = await claimed(store(), { ...place, user: 'U2' });
    const ended = await claimed(store(), place);
    await store().runs.record(ended.run, aReport(ended.request));
    expect(await store().runs.unfinishedInThread(place)).toEqual([
      { runId: working.run.runId, user: 'U2', status: 'running' },
      { runId: waiting.run.runId, user: 'U1', status: 'suspended' },
    ]);
    expect(await store().runs.unfinishedInThread({ ...place, thread: 'none' })).toEqual([]);
  });

  it('remembers that a stop was asked for, but not of a run that has ended', async () => {
    const going = await claimed(store());
    const ended = await claimed(store());
    await store().runs.record(ended.run, aReport(ended.request));
    await store().runs.requestStop(going.run.runId, 'U1');
    await store().runs.requestStop(ended.run.runId, 'U1');
    const asked = [going.run.runId, ended.run.runId, randomUUID()];
    expect(await store().runs.stopRequested(asked)).toEqual([going.run.runId]);
    expect(await store().runs.stopRequested([])).toEqual([]);
  });

  it('gives a resumed run its finished tasks, and not those that only the report knows', async () => {
    const { request, run } = await claimed(store());
    await store().ledger.record(run, { task: aTask(), result: aResult() });
    await store().ledger.record(run, { task: aTask(), result: aResult({ output: 'Three findings.' }) });
    expect(await store().ledger.finished(run.runId)).toEqual([
      { task: aTask(), result: aResult({ output: 'Three findings.' }) },
    ]);
    await store().runs.record(run, aReport(request));
    expect((await store().ledger.finished(run.runId)).map((each) => each.task.id)).toEqual(['t1']);
  });
});

const columns: Record<string, string> = {
  run_tasks: 'run_id, task_id, status, agent, ms, micro_usd, recorded_at',
  routing_decisions: 'run_id, task_id, agent, decided_by, rule, score, alternatives, recorded_at',
  critic_results: 'run_id, round, name, status, gate, verdict, recorded_at',
  model_calls: 'run_id, task_id, n, model, ok, micro_usd, recorded_at',
  tool_calls: 'run_id, task_id, n, tool, ok, ms, recorded_at',
};
