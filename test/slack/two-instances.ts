import type { Store } from '#store/store.ts';
import { SlackWorld } from './slack-world.ts';

/** One instance that works and hears nothing more of Slack, and one that hears and works on nothing; one store. */
export async function apart(): Promise<{ world: SlackWorld; close: () => Promise<void> }> {
  const state = { works: true };
  const world = await SlackWorld.open({}, ({ queue }: Store) => ({
    queue: {
      enqueue: (job) => queue.enqueue(job),
      waiting: (orderKey) => queue.waiting(orderKey),
      cancel: (id) => queue.cancel(id),
      depth: () => queue.depth(),
      stopClaiming: (options) => queue.stopClaiming(options),
      work: async (handler, options) => {
        if (state.works) await queue.work(handler, options);
      },
    },
  }));
  await world.connection.stop();
  state.works = false;
  await world.connect();
  return { world, close: () => world[Symbol.asyncDispose]() };
}
