import type { FormValues } from '#playground/page/blocks/form-values.ts';
import type { Click } from '#playground/page/blocks/surface.ts';

/** What the page asks of the playground, each in the name of the person whose page it is. */
export interface Post {
  message(message: { channel: string; text: string; thread_ts?: string }): Promise<{ ts: string }>;
  edit(message: { channel: string; ts: string; text: string }): Promise<void>;
  delete(message: { channel: string; ts: string }): Promise<void>;
  command(command: { command: string; text: string; channel: string }): Promise<void>;
  clickMessage(place: { channel: string; ts: string }, click: Click): Promise<void>;
  clickView(viewId: string, click: Click): Promise<void>;
  /** What the app makes of it (errors, another view, closing) comes through the feed. */
  submit(viewId: string, values: FormValues): Promise<void>;
  close(viewId: string): Promise<void>;
  stop(place: { channel: string; thread_ts: string }): Promise<void>;
  openHome(): Promise<void>;
  react(place: { channel: string; ts: string }, name: string, remove: boolean): Promise<void>;
}

export function postAs(user: string): Post {
  const post = (path: string, body: Record<string, unknown>) => send(path, { ...body, user });
  return {
    async message(message) {
      const answer = await post('message', message);
      return { ts: typeof answer.ts === 'string' ? answer.ts : '' };
    },
    async edit(message) {
      await post('edit', message);
    },
    async delete(message) {
      await post('delete', message);
    },
    async command(command) {
      await post('command', command);
    },
    async clickMessage(place, click) {
      await post('action', { ...place, ...wireClick(click) });
    },
    async clickView(viewId, click) {
      await post('action', { view_id: viewId, ...wireClick(click) });
    },
    async submit(viewId, values) {
      await post('submit', { view_id: viewId, values });
    },
    async close(viewId) {
      await post('close', { view_id: viewId });
    },
    async stop(place) {
      await post('stop', place);
    },
    async openHome() {
      await post('home', {});
    },
    async react(place, name, remove) {
      await post('react', { ...place, name, remove });
    },
  };
}

function wireClick({ actionId, blockId, value }: Click): Record<string, unknown> {
  return {
    action_id: actionId,
    ...(blockId === undefined ? {} : { block_id: blockId }),
    ...(value === undefined ? {} : { value }),
  };
}

async function send(path: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
  const response = await fetch(`/_page/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json().catch(() => null);
  const fields: Record<string, unknown> = typeof answer === 'object' && answer !== null ? { ...answer } : {};
  if (!response.ok || fields.ok === false) {
    throw new Error(
      String(fields.error ?? `the playground answered ${response.status}`).replaceAll('_', ' '),
    );
  }
  if (fields.acked === false) throw new Error('the app did not answer within three seconds');
  return fields;
}
