import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '#graph/outcome.ts';
import type { Store } from '#store/store.ts';
import { plannedEvent } from './progress.ts';
import { answered, SlackWorld } from './slack-world.ts';

/** Three messages' worth: parts of 11,000 characters at most. */
const LONG = ['PART-ONE', 'PART-TWO', 'PART-THREE'].map((name) => `${name} ${'word '.repeat(2_100)}`);

describe('a delivery that a crash cuts in two', () => {
  let world: SlackWorld;
  /** The next time that a post is begun whose id matches, the process dies. */
  let crashAt: RegExp | null = null;
  beforeAll(async () => {
    world = await SlackWorld.open({}, (store) =>
      crashing(store, (id) => crashAt?.test(id) === true && clear()),
    );
  });
  const clear = () => {
    crashAt = null;
    return true;
  };
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    world.orchestrator.requests.length = 0;
  });
  afterEach(() => {
    expect(crashAt).toBeNull();
  });
  const ended = (ts: string, status: Outcome['status']) =>
    world.until(async () => {
      const [run] = await world.store.runs.recent({ user: 'U0LIN', limit: 1 });
      return run?.thread === ts && run.status === status;
    }, 15_000);

  it('goes on with the parts that are missing, and repeats none', async () => {
    world.orchestrator.script = async (request, run) => {
      run.progress(plannedEvent(['a']));
      return answered(request, LONG.join('\n\n'), { taskGraph: plannedEvent(['a']).graph });
    };
    crashAt = /:answer:2$/;
    const ts = await world.say('<@U0GENESIS> at length');
    await ended(ts, 'answered');
    const shown = (await world.replies(ts)).map((one) => JSON.stringify(one));
    expect(shown.map((one) => /PART-[A-Z]+/.exec(one)?.[0])).toEqual(['PART-ONE', 'PART-TWO', 'PART-THREE']);
    expect(world.orchestrator.requests).toHaveLength(2);
  }, 20_000);

  it('tells the requester why, though the line for the thread stood already', async () => {
    world.orchestrator.script = async (request) =>
      answered(request, '', {
        outcome: { status: 'refused', reason: 'budget', message: 'Over budget until noon.' },
        reply: null,
        taskGraph: plannedEvent(['a']).graph,
      });
    crashAt = /:notice$/;
    const ts = await world.say('<@U0GENESIS> dear');
    await ended(ts, 'refused');
    await world.whispered('U0LIN', /Over budget until noon/);
    expect(await world.replies(ts)).toHaveLength(1);
  }, 20_000);
});

/** A store whose outbox dies once before a post, in a worker that tries its jobs again. */
function crashing(store: Store, dies: (postId: string) => boolean): Partial<Store> {
  const { outbox } = store;
  return {
    outbox: {
      ...outbox,
      put: async (run, post) => {
        if (dies(post.id)) throw new Error('the process died here');
        return outbox.put(run, post);
      },
    },
  };
}
