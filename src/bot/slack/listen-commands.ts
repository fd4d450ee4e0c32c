import type { App } from '@slack/bolt';
import { admitPerson, isDirect } from './admit-person.ts';
import { runCommand } from './commands/run-command.ts';
import type { ListenerDeps } from './deps.ts';
import { respondWith } from './respond-with.ts';

/** `/genesis …`. Acked first: a probe may take longer than Slack's three seconds, and nothing is persisted. */
export function listenToCommands(app: App, deps: ListenerDeps): void {
  app.command('/genesis', async ({ command, ack, respond }) => {
    await ack();
    deps.metrics.received('command', 'accepted');
    const { user_id: user, channel_id: channel, text } = command;
    try {
      const { role, refusal } = await admitPerson(deps, user, channel, isDirect(channel));
      const reply = refusal === null ? await runCommand(deps, text, role) : { text: refusal, blocks: [] };
      await respondWith(respond, reply, { replace: false });
    } catch (cause) {
      deps.log.error({ err: cause }, 'a command failed');
      const text = 'That did not work on my side. Please try again in a minute.';
      await respondWith(respond, { text, blocks: [] }, { replace: false });
    }
  });
}
