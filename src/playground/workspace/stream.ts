import type { Fields } from '#playground/fields.ts';
import type { Stream, StreamTask } from './message.ts';

/** A piece of a stream, as the app sent it and with every field checked. */
export type Chunk =
  | { type: 'markdown_text'; text: string }
  | { type: 'plan_update'; title: string }
  | { type: 'blocks'; blocks: unknown[] }
  | ({ type: 'task_update' } & StreamTask);

/**
 * The stream after the chunks. A task's title and status are replaced by its next update; `details` and `output` grow,
 * as they do in Slack, so that an app which repeats them sees them doubled; sources are added once each.
 */
export function applyChunks(stream: Stream, chunks: readonly Chunk[]): Stream {
  const grown: Stream = { ...stream, tasks: [...stream.tasks], chunks: [...stream.chunks, ...chunks] };
  for (const chunk of chunks) {
    if (chunk.type === 'markdown_text') grown.markdown += chunk.text;
    else if (chunk.type === 'plan_update') grown.title = chunk.title;
    else if (chunk.type === 'task_update') updateTask(grown.tasks, chunk);
  }
  return grown;
}

function updateTask(tasks: StreamTask[], update: StreamTask): void {
  const at = tasks.findIndex((task) => task.id === update.id);
  const known = tasks[at];
  const { id, title, status, sources } = update;
  if (known === undefined) {
    tasks.push({ id, title, status, details: update.details, output: update.output, sources });
    return;
  }
  tasks[at] = {
    id,
    title,
    status,
    details: known.details + update.details,
    output: known.output + update.output,
    sources: [...known.sources, ...sources.filter((source) => !hasUrl(known.sources, source))],
  };
}

function hasUrl(sources: readonly Fields[], source: Fields): boolean {
  return sources.some((one) => one.url === source.url);
}

/** The weight that Slack measures: UTF-8 bytes, with `details` and `output` counted twice. */
export function streamBytes(stream: Stream): number {
  const cards = stream.tasks.map((task) => task.title + (task.details + task.output).repeat(2)).join('');
  return Buffer.byteLength(stream.title + stream.markdown + cards);
}
