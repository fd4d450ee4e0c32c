import { MessagePayload } from '#bot/worker/job-payloads.ts';
import { orderKeyOf } from '#bot/worker/jobs.ts';
import type { Request } from '#graph/request.ts';
import type { StoredRun } from '#store/runs.ts';
import type { ListenerDeps } from './deps.ts';
import { type Reply, readChannel } from './find-post.ts';

export type StopPlace = {
  team: string;
  channel: string;
  /** Null for all that the person has in the channel. */
  thread: string | null;
  user: string;
};

/** A request that has not come to its end. `queued`: no worker has taken it, so that it has no row. */
export type OpenRun = { request: Request; status: 'queued' | 'running' | 'suspended' };

/** How many of a person's latest runs, and messages, are looked through where no thread is named. */
const RECENT = 50;
/** A message that is older does not wait for its turn any more. */
const MAX_QUEUED_SECONDS = 3_600;

/** What is open in a place, on any instance: what waits for its turn first, since it may begin meanwhile. */
export async function openRuns(deps: ListenerDeps, place: StopPlace): Promise<OpenRun[]> {
  const { store } = deps;
  const { team, channel, thread, user } = place;
  const open = new Map<string, OpenRun>();
  const threads = thread === null ? await threadsOf(deps, place) : [thread];
  for (const one of threads) {
    for (const job of await store.queue.waiting(orderKeyOf({ team, channel, thread: one }))) {
      const payload = job.kind === 'message' ? MessagePayload.safeParse(job.payload).data : undefined;
      if (payload !== undefined) open.set(job.id, { request: payload.request, status: 'queued' });
    }
  }
  const rows =
    thread === null
      ? (await store.runs.recent({ user, limit: RECENT })).filter(
          (run) => run.team === team && run.channel === channel && isOpen(run),
        )
      : await store.runs.unfinishedInThread({ team, channel, thread });
  for (const { runId } of rows) {
    const run = await store.runs.find(runId);
    if (run !== null && isOpen(run)) open.set(runId, { request: run.request, status: run.status });
  }
  return [...open.values()];
}

type OpenStatus = 'running' | 'suspended';

export function isOpen<R extends Pick<StoredRun, 'status'>>(run: R): run is R & { status: OpenStatus } {
  return run.status === 'running' || run.status === 'suspended';
}

/** The threads that a person's latest messages of the channel opened: the queue knows threads, not people. */
async function threadsOf(deps: ListenerDeps, { channel, user }: StopPlace): Promise<string[]> {
  const oldest = deps.now() / 1_000 - MAX_QUEUED_SECONDS;
  let replies: readonly Reply[];
  try {
    replies = await readChannel(deps.api, channel);
  } catch (cause) {
    deps.log.warn({ err: cause }, 'what a person asked for in a channel could not be read');
    return [];
  }
  return replies.filter((reply) => reply.user === user && Number(reply.ts) > oldest).map(({ ts }) => ts);
}
