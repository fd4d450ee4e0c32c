import { openTestStore } from '#test/setup/stores.ts';
import { aRequest } from '#test/store/fixtures.ts';

/** A program that owns a data directory and says after each commit what it committed, until it is killed. */
const [dir = ''] = process.argv.slice(2);
const store = await openTestStore({ kind: 'embedded', dir });
await store.migrate();
await store.queue.enqueue({
  id: crypto.randomUUID(),
  kind: 'message',
  orderKey: 'T:C:1',
  priority: 0,
  payload: 'left active',
});
await store.queue.work(() => new Promise(() => {}), { concurrency: 1 });
for (;;) {
  const request = aRequest();
  await store.runs.claim(request);
  process.stdout.write(`${request.runId}\n`);
}
