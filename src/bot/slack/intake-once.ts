import { answeredJob } from '#bot/worker/jobs.ts';
import type { ListenerDeps } from './deps.ts';

/**
 * True for one of all deliveries, on whichever instance: a mention arrives as two events, which may reach two instances,
 * and what is answered at once leaves no run that would tell. Asked last, when nothing before the answer can fail any
 * more: a delivery that failed leaves it to the next one.
 */
export async function answersFirst({ store }: Pick<ListenerDeps, 'store'>, of: string): Promise<boolean> {
  return (await store.queue.enqueue(answeredJob(of))) === 'queued';
}
