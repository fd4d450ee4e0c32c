import { LRUCache } from 'lru-cache';
import { messageJob, orderKeyOf } from '#bot/worker/jobs.ts';
import type { Request } from '#graph/request.ts';
import { admitPerson } from './admit-person.ts';
import { hintReply } from './commands/help.ts';
import { runCommand } from './commands/run-command.ts';
import type { ListenerDeps } from './deps.ts';
import { offerRerun } from './offer-rerun.ts';
import type { Addressed, Screened, SmallTalk } from './screen.ts';
import { STOP_WORDS, stopRunningHere, stopThread } from './stop-thread.ts';
import { visibleThread, whisper } from './whisper.ts';

export type Intake = (screened: Screened) => Promise<void>;

/**
 * Does what a screened message asks for. Whatever becomes a run is in the queue when this resolves, and only then is
 * the event acked; a rejection leaves it to Slack's next delivery.
 */
export function openIntake(deps: ListenerDeps): Intake {
  /** A mention arrives twice; what is answered at once and leaves no row is answered once. */
  const answered = new LRUCache<string, true>({ max: 10_000 });
  const once = (message: Addressed, answer: () => Promise<void>): Promise<void> => {
    if (answered.has(message.runId)) return Promise.resolve();
    answered.set(message.runId, true);
    return answer();
  };

  return async (screened) => {
    switch (screened.kind) {
      case 'ignore':
        return deps.metrics.received('message', 'ignored');
      case 'request':
        return enqueue(deps, screened.message);
      case 'follow_up':
        if (await deps.store.conversations.active(screened.message)) return enqueue(deps, screened.message);
        return deps.metrics.received('message', 'ignored');
      case 'small_talk':
        return once(screened.message, () => hint(deps, screened.what, screened.message));
      case 'command':
        return once(screened.message, () => command(deps, screened.name, screened.message));
      case 'stop':
        return once(screened.message, () => stop(deps, screened.message));
      case 'edited':
        return offerRerun(deps, screened);
      case 'deleted':
        return cancel(deps, screened);
      default:
        return screened satisfies never;
    }
  };
}

async function enqueue(deps: ListenerDeps, message: Addressed): Promise<void> {
  const admission = await admitPerson(deps, message.user, message.channel, message.direct);
  const request: Request = {
    runId: message.runId,
    correlationId: message.runId,
    team: message.team,
    channel: message.channel,
    thread: message.thread,
    ts: message.ts,
    user: message.user,
    role: admission.role,
    via: 'slack',
    text: message.text,
    history: [],
    attachments: [],
    priority: 0.5,
    receivedAt: deps.now(),
  };
  // Before the job is there: a worker may take it at once.
  const busy = deps.worker.find((other) => orderKeyOf(other) === orderKeyOf(request)) !== null;
  const accepted = await deps.store.queue.enqueue(
    messageJob({ request, refusal: admission.refusal, files: [...message.files] }),
  );
  deps.metrics.received('message', accepted === 'queued' ? 'accepted' : 'duplicate');
  if (accepted !== 'queued' || !busy) return;
  deps.background.run('acknowledge a queued message', () =>
    deps.api.call('reactions.add', { channel: message.channel, timestamp: message.ts, name: 'eyes' }),
  );
}

async function hint(deps: ListenerDeps, what: SmallTalk, message: Addressed): Promise<void> {
  const { refusal } = await admitPerson(deps, message.user, message.channel, message.direct);
  deps.metrics.received('message', 'ignored');
  const said = refusal ?? hintReply(what, deps.self.user);
  deps.background.run('hint', () => whisper(deps.api, asker(message), said));
}

async function command(deps: ListenerDeps, text: string, message: Addressed): Promise<void> {
  const { role, refusal } = await admitPerson(deps, message.user, message.channel, message.direct);
  deps.metrics.received('command', 'accepted');
  deps.background.run('command', async () => {
    if (refusal !== null) return whisper(deps.api, asker(message), refusal);
    const reply = await runCommand(deps, text, role);
    return whisper(deps.api, asker(message), reply);
  });
}

async function stop(deps: ListenerDeps, message: Addressed): Promise<void> {
  const { team, channel, user } = message;
  const asked = { team, channel, thread: message.inThread ? message.thread : null, user };
  // Before anything is looked up: what runs here stops at once.
  let answer = await stopRunningHere(deps, asked);
  if (answer === 'nothing_runs') {
    // In a channel's thread nobody mentioned us: the word is meant for us only where we take part.
    if (message.inThread && !message.direct && !(await deps.store.conversations.active(message))) return;
    answer = await stopThread(deps, asked);
  }
  deps.metrics.received('stop', answer === 'stopped' ? 'accepted' : 'ignored');
  if (answer === 'stopped') return;
  const said = STOP_WORDS[answer];
  deps.background.run('stop answer', () => whisper(deps.api, asker(message), said));
}

async function cancel(deps: ListenerDeps, deletion: Screened & { kind: 'deleted' }): Promise<void> {
  const run = await deps.store.runs.find(deletion.runId);
  // Null: no worker has taken it yet, or it was never a request.
  if (run === null || run.status === 'running') await deps.worker.stopRun(deletion.runId, deletion.user);
}

function asker(message: Addressed) {
  return { channel: message.channel, user: message.user, thread: visibleThread(message) };
}
