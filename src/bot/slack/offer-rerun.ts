import { ACTIONS } from './action-ids.ts';
import type { ListenerDeps } from './deps.ts';
import type { Screened } from './screen.ts';
import { visibleThread, whisper } from './whisper.ts';

const TEXT = 'You edited a request that I already took. Shall I run it again as it reads now?';

/** Offers the author of an edited request to run it again; nothing runs by an edit alone. */
export async function offerRerun(deps: ListenerDeps, edit: Screened & { kind: 'edited' }): Promise<void> {
  const run = await deps.store.runs.find(edit.runId);
  if (run === null || run.user !== edit.user) return;
  const to = { channel: edit.channel, user: edit.user, thread: visibleThread(edit) };
  deps.background.run('offer a rerun', () =>
    whisper(deps.api, to, {
      text: TEXT,
      blocks: [
        { type: 'section', text: { type: 'plain_text', text: TEXT } },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: ACTIONS.rerun,
              text: { type: 'plain_text', text: 'Run it again' },
              value: JSON.stringify({ runId: edit.runId, editedTs: edit.editedTs }),
            },
          ],
        },
      ],
    }),
  );
}
