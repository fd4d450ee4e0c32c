import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEveryDatabase } from '#test/setup/stores.ts';
import { claimed } from '#test/store/fixtures.ts';

await onEveryDatabase((store) => {
  it('takes a post from announced through tried to posted, and says so after a restart', async () => {
    const { run } = await claimed(store());
    const post = {
      id: `${run.runId}:plan`,
      kind: 'plan',
      channel: 'C1',
      thread: '1.1',
      body: { text: 'a' },
    } as const;
    expect(await store().outbox.put(run, post)).toEqual({ state: 'new', ts: null });
    expect(await store().outbox.put(run, post)).toEqual({ state: 'pending', ts: null });
    await store().outbox.attempted(run, post.id, '5.5');
    await store().outbox.attempted(run, post.id, null);
    expect(await store().outbox.put(run, post)).toEqual({ state: 'pending', ts: '5.5' });
    await store().outbox.posted(run, post.id, '5.6');
    expect(await store().outbox.put(run, post)).toEqual({ state: 'posted', ts: '5.6' });
    const { rows } = await store().sql(`select state, attempts from outbox where id = '${post.id}'`);
    expect(rows).toEqual([['posted', 2]]);
  });

  it('knows in which threads it takes part', async () => {
    const place = { team: 'T1', channel: 'C1', thread: '7.7' };
    expect(await store().conversations.active(place)).toBe(false);
    await store().conversations.touch(place, 'U1');
    await store().conversations.touch(place, 'U2');
    expect(await store().conversations.active(place)).toBe(true);
    expect(await store().conversations.active({ ...place, team: 'T2' })).toBe(false);
  });

  it('counts the last rating of each user for a run', async () => {
    const { run } = await claimed(store());
    const rating = { runId: run.runId, user: 'U1', reasons: [], comment: null } as const;
    await store().feedback.give({ ...rating, reasons: [], rating: 'up' });
    await store().feedback.give({ ...rating, rating: 'down', reasons: ['wrong', 'slow'], comment: 'no' });
    await store().feedback.give({ ...rating, reasons: [], user: 'U2', rating: 'up' });
    const { rows } = await store().sql(
      `select user_id, rating, reasons::text from feedback where run_id = '${run.runId}' order by 1`,
    );
    expect(rows).toEqual([
      ['U1', 'down', '{wrong,slow}'],
      ['U2', 'up', '{}'],
    ]);
  });

  it('refuses a rating for a run that does not exist', async () => {
    const rating = { runId: randomUUID(), user: 'U1', rating: 'up', reasons: [], comment: null } as const;
    await expect(store().feedback.give({ ...rating, reasons: [] })).rejects.toMatchObject({ code: '23503' });
  });

  it('keeps events in order, each key once, and pages through them', async () => {
    const { run } = await claimed(store());
    for (let n = 0; n < 450; n++) store().events.append(run, { type: 'step', key: `k${n}`, payload: { n } });
    store().events.append(run, { type: 'step', key: 'k3', payload: { n: 'again' } });
    await store().events.flush();
    const first = await store().events.replay(run.runId, { after: 0, limit: 300 });
    const rest = await store().events.replay(run.runId, { after: first.at(-1)?.id ?? 0, limit: 300 });
    expect([...first, ...rest].map((event) => event.payload.n)).toEqual(
      Array.from({ length: 450 }, (_, n) => n),
    );
    expect(first[0]).toMatchObject({ type: 'step', correlationId: 'corr-1', causationId: null });
  });

  it('refuses events of a worker that lost its run, and writes the others of the same batch', async () => {
    const lost = await claimed(store());
    const going = await claimed(store());
    await store().runs.claim(lost.request);
    store().events.append(lost.run, { type: 'late', key: 'a', payload: {} });
    store().events.append(going.run, { type: 'fine', key: 'a', payload: {} });
    await store().events.flush();
    expect(await store().events.replay(lost.run.runId, { after: 0, limit: 5 })).toEqual([]);
    expect(await store().events.replay(going.run.runId, { after: 0, limit: 5 })).toHaveLength(1);
  });
});
