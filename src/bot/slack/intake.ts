import { messageJob, orderKeyOf } from '#bot/worker/jobs.ts';
import { admitPerson } from './admit-person.ts';
import { hintReply } from './commands/help.ts';
import type { CommandReply } from './commands/reply.ts';
import { runCommand } from './commands/run-command.ts';
import type { ListenerDeps } from './deps.ts';
import { answersFirst } from './intake-once.ts';
import type { IntakeOrder } from './intake-order.ts';
import { requestOf } from './intake-request.ts';
import { takeStop } from './intake-stop.ts';
import { offerRerun } from './offer-rerun.ts';
import type { Addressed, Screened, SmallTalk } from './screen.ts';
import { endOpenRun } from './stop-thread-end.ts';
import { openRuns } from './stop-thread-open.ts';
import { visibleThread, whisper } from './whisper.ts';

export type Intake = (screened: Screened) => Promise<void>;

/**
 * Does what a screened message asks for. Whatever becomes a run is in the queue when this resolves, and only then is
 * the event acked; a rejection leaves it to Slack's next delivery.
 */
export function openIntake(deps: ListenerDeps, order: IntakeOrder): Intake {
  const inOrder = (message: Addressed, take: () => Promise<void>) =>
    order.run(orderKeyOf(message), message.ts, take);

  return async (screened) => {
    switch (screened.kind) {
      case 'ignore':
        return deps.metrics.received('message', 'ignored');
      case 'request':
        return inOrder(screened.message, () => enqueue(deps, screened.message));
      case 'follow_up':
        return inOrder(screened.message, async () => {
          if (await deps.store.conversations.active(screened.message)) return enqueue(deps, screened.message);
          return deps.metrics.received('message', 'ignored');
        });
      case 'small_talk':
        return hint(deps, screened.what, screened.message);
      case 'command':
        return command(deps, screened.name, screened.message);
      case 'stop':
        return stop(deps, order, screened);
      case 'edited':
        return offerRerun(deps, screened);
      case 'deleted':
        return cancel(deps, order, screened);
      default:
        return screened satisfies never;
    }
  };
}

async function enqueue(deps: ListenerDeps, message: Addressed): Promise<void> {
  const [{ role, refusal }, busy] = await Promise.all([
    admitPerson(deps, message.user, message.channel, message.direct),
    // Before the job is there: a worker may take it at once.
    message.inThread && isBusy(deps, message),
  ]);
  const request = requestOf(message, role, deps.now());
  const accepted = await deps.store.queue.enqueue(
    messageJob({ request, refusal, files: [...message.files] }),
  );
  deps.metrics.received('message', accepted === 'queued' ? 'accepted' : 'duplicate');
  if (accepted !== 'queued') return;
  if (!busy) return;
  deps.background.run('acknowledge a queued message', () =>
    deps.api.call('reactions.add', { channel: message.channel, timestamp: message.ts, name: 'eyes' }),
  );
}

/** True while something of the thread runs, here or on another instance. */
async function isBusy({ worker, store }: ListenerDeps, message: Addressed): Promise<boolean> {
  if (worker.find((other) => orderKeyOf(other) === orderKeyOf(message)) !== null) return true;
  return (await store.runs.unfinishedInThread(message)).some(({ status }) => status === 'running');
}

async function hint(deps: ListenerDeps, what: SmallTalk, message: Addressed): Promise<void> {
  const { refusal } = await admitPerson(deps, message.user, message.channel, message.direct);
  deps.metrics.received('message', 'ignored');
  if (!(await answersFirst(deps, message.runId))) return;
  const said = refusal ?? hintReply(what, deps.self.user);
  deps.background.run('hint', () => whisper(deps.api, asker(message), said));
}

async function command(deps: ListenerDeps, text: string, message: Addressed): Promise<void> {
  const { role, refusal } = await admitPerson(deps, message.user, message.channel, message.direct);
  if (!(await answersFirst(deps, message.runId))) return;
  deps.metrics.received('command', 'accepted');
  deps.background.run('command', async () => {
    let reply: CommandReply | string;
    try {
      reply = refusal ?? (await runCommand(deps, text, role));
    } catch (cause) {
      deps.log.error({ err: cause }, 'a command failed');
      reply = 'That did not work on my side. Please try again in a minute.';
    }
    return whisper(deps.api, asker(message), reply);
  });
}

function stop(
  deps: ListenerDeps,
  order: IntakeOrder,
  { message, addressed }: Screened & { kind: 'stop' },
): Promise<void> {
  const { team, channel, user, ts } = message;
  const asked = { team, channel, thread: message.inThread ? message.thread : null, user, ts };
  return takeStop(deps, order, { asked, id: message.runId, addressed, tell: asker(message) });
}

/** Ends the request of a deleted message, and retries of it, wherever they stand. */
async function cancel(
  deps: ListenerDeps,
  order: IntakeOrder,
  deletion: Screened & { kind: 'deleted' },
): Promise<void> {
  const { runId, ts, user } = deletion;
  // At once, here, and before its row: it may wait in the queue, or it was never a request.
  await deps.worker.stopRun(runId, user);
  await order.run(orderKeyOf(deletion), ts, async () => {
    const open = await openRuns(deps, deletion);
    for (const run of open) if (run.request.ts === ts) await endOpenRun(deps, run, user, 'deleted');
  });
}

function asker(message: Addressed) {
  return { channel: message.channel, user: message.user, thread: visibleThread(message) };
}
