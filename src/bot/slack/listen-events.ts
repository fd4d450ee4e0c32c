import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { ListenerDeps } from './deps.ts';
import { openIntake } from './intake.ts';
import { MessageEvent } from './message-event.ts';
import { screen } from './screen.ts';
import { STOP_WORDS, stopThread } from './stop-thread.ts';
import { whisper } from './whisper.ts';

const SessionStopped = z.object({ channel: z.string(), user: z.string(), thread_ts: z.string() });

/** Messages, mentions and Slack's own Stop button. Each listener resolves when what it accepted is persisted. */
export function listenToEvents(app: App, deps: ListenerDeps): void {
  const intake = openIntake(deps);
  const take = async (event: unknown, team: string): Promise<void> => {
    const parsed = MessageEvent.safeParse(event);
    if (parsed.success) return intake(screen(parsed.data, deps.self, team));
    deps.log.warn({ problem: parsed.error.issues[0]?.path.join('.') }, 'a message event of unknown shape');
    return deps.metrics.received('message', 'ignored');
  };
  app.event('app_mention', ({ event, body }) => take(event, body.team_id));
  app.event('message', ({ event, body }) => take(event, body.team_id));

  app.event('agent_session_stopped', async ({ event, body }) => {
    const { channel, user, thread_ts: thread } = SessionStopped.parse(event);
    const answer = await stopThread(deps, { team: body.team_id, channel, thread, user });
    deps.metrics.received('stop', answer === 'stopped' ? 'accepted' : 'ignored');
    if (answer === 'not_yours') {
      deps.background.run('stop answer', () =>
        whisper(deps.api, { channel, user, thread }, STOP_WORDS.not_yours),
      );
    }
  });
}
