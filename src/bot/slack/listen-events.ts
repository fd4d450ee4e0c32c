import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { ListenerDeps } from './deps.ts';
import { openIntake } from './intake.ts';
import { IntakeOrder } from './intake-order.ts';
import { takeStop } from './intake-stop.ts';
import { MessageEvent } from './message-event.ts';
import { runIdOf } from './run-id.ts';
import { screen } from './screen.ts';

const SessionStopped = z.object({
  channel: z.string(),
  user: z.string(),
  thread_ts: z.string(),
  event_ts: z.string().optional(),
});

/** Messages, mentions and Slack's own Stop button. Each listener resolves when what it accepted is persisted. */
export function listenToEvents(app: App, deps: ListenerDeps): void {
  const order = new IntakeOrder();
  const intake = openIntake(deps, order);
  const take = async (event: unknown, team: string): Promise<void> => {
    const parsed = MessageEvent.safeParse(event);
    if (parsed.success) return intake(screen(parsed.data, deps.self, team));
    deps.log.warn({ problem: parsed.error.issues[0]?.path.join('.') }, 'a message event of unknown shape');
    return deps.metrics.received('message', 'ignored');
  };
  app.event('app_mention', ({ event, body }) => take(event, body.team_id));
  app.event('message', ({ event, body }) => take(event, body.team_id));

  app.event('agent_session_stopped', ({ event, body }) => {
    const { channel, user, thread_ts: thread, event_ts } = SessionStopped.parse(event);
    const team = body.team_id;
    // `event_time` is cut to seconds: what was asked within the same one is meant.
    const ts = event_ts ?? String(body.event_time + 1);
    return takeStop(deps, order, {
      asked: { team, channel, thread, user, ts },
      id: runIdOf({ team, channel, ts: body.event_id }),
      addressed: true,
      tell: { channel, user, thread },
    });
  });
}
