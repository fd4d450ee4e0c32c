import { orderKeyOf } from '#bot/worker/jobs.ts';
import type { ListenerDeps } from './deps.ts';
import { answersFirst } from './intake-once.ts';
import type { IntakeOrder } from './intake-order.ts';
import { abortHere, type StopAsked, stopThread, stopWords } from './stop-thread.ts';
import { type Listener, whisper } from './whisper.ts';

export type StopTaken = {
  asked: StopAsked;
  /** Names the stop: the same when it is delivered twice. */
  id: string;
  /** True where it was said to us, by mention, in a direct message or with Slack's button. */
  addressed: boolean;
  tell: Listener;
};

/**
 * Takes a stop in. What runs here is aborted at once; all else behind what was said before in the thread, so that a
 * message which is just being accepted is reached too. Resolves when it is durable.
 */
export async function takeStop(deps: ListenerDeps, order: IntakeOrder, stop: StopTaken): Promise<void> {
  const { asked } = stop;
  await abortHere(deps, asked);
  const { team, channel, thread, ts } = asked;
  const line = thread === null ? `${team}:${channel}` : orderKeyOf({ team, channel, thread });
  return order.run(line, ts, async () => {
    const answer = await stopThread(deps, asked);
    deps.metrics.received('stop', answer.kind === 'stopped' ? 'accepted' : 'ignored');
    const said = stopWords(answer);
    if (said === null) return;
    // In a channel's thread nobody mentioned us: the word is meant for us only where we take part.
    const open = answer.kind === 'stopped' || answer.kind === 'not_yours';
    if (!stop.addressed && !open && thread !== null) {
      if (!(await deps.store.conversations.active({ team, channel, thread }))) return;
    }
    if (await answersFirst(deps, stop.id)) {
      deps.background.run('stop answer', () => whisper(deps.api, stop.tell, said));
    }
  });
}
