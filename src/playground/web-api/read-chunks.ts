import { type Fields, isFields, structure, text } from '#playground/fields.ts';
import type { Chunk } from '#playground/workspace/stream.ts';

const MAX_MARKDOWN = 12_000;
const STATUSES = ['pending', 'in_progress', 'complete', 'error'] as const;

export type ReadChunks =
  | { ok: true; chunks: Chunk[] }
  | {
      ok: false;
      error: 'invalid_chunks' | 'msg_too_long' | 'cannot_provide_both_markdown_text_and_chunks';
      messages: string[];
    };

/** What a call adds to a stream: chunks, or Markdown, which is one chunk. Slack refuses both in one call. */
export function readChunks(args: Fields): ReadChunks {
  const markdown = text(args, 'markdown_text');
  const given = structure(args, 'chunks');
  if (given !== undefined && markdown !== '') {
    return { ok: false, error: 'cannot_provide_both_markdown_text_and_chunks', messages: [] };
  }
  if (markdown.length > MAX_MARKDOWN) return { ok: false, error: 'msg_too_long', messages: [] };
  if (given === undefined) {
    return { ok: true, chunks: markdown === '' ? [] : [{ type: 'markdown_text', text: markdown }] };
  }
  if (!Array.isArray(given)) return invalid('chunks must be an array');
  const chunks: Chunk[] = [];
  for (const [index, chunk] of given.entries()) {
    const read = isFields(chunk) ? readChunk(chunk) : undefined;
    if (read === undefined) return invalid(`chunk not understood [json-pointer:/chunks/${index}]`);
    if (read.type === 'markdown_text' && read.text.length > MAX_MARKDOWN) {
      return { ok: false, error: 'msg_too_long', messages: [] };
    }
    chunks.push(read);
  }
  return { ok: true, chunks };
}

function readChunk(chunk: Fields): Chunk | undefined {
  switch (chunk.type) {
    case 'markdown_text':
      return typeof chunk.text === 'string' ? { type: 'markdown_text', text: chunk.text } : undefined;
    case 'plan_update':
      return typeof chunk.title === 'string' ? { type: 'plan_update', title: chunk.title } : undefined;
    case 'blocks':
      return Array.isArray(chunk.blocks) ? { type: 'blocks', blocks: chunk.blocks } : undefined;
    case 'task_update':
      return readTask(chunk);
    default:
      return undefined;
  }
}

function readTask(chunk: Fields): Chunk | undefined {
  const status = STATUSES.find((one) => one === chunk.status);
  const sources = chunk.sources ?? [];
  if (text(chunk, 'id') === '' || text(chunk, 'title') === '' || status === undefined) return undefined;
  if (!Array.isArray(sources) || !sources.every(isSource)) return undefined;
  return {
    type: 'task_update',
    id: text(chunk, 'id'),
    title: text(chunk, 'title'),
    status,
    details: text(chunk, 'details'),
    output: text(chunk, 'output'),
    sources,
  };
}

/** Slack refuses a source without text. */
function isSource(source: unknown): source is Fields {
  return (
    isFields(source) && source.type === 'url' && text(source, 'url') !== '' && text(source, 'text') !== ''
  );
}

function invalid(message: string): ReadChunks {
  return { ok: false, error: 'invalid_chunks', messages: [`[ERROR] ${message}`] };
}
