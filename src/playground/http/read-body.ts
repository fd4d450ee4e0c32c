import type { IncomingMessage } from 'node:http';
import { type Fields, isFields } from '#playground/fields.ts';
import { MAX_FILE_BYTES } from '#playground/workspace/files.ts';

const MAX_BYTES = MAX_FILE_BYTES + 100_000;

export class BodyTooLargeError extends Error {}

/** The body's bytes; rejects with `BodyTooLargeError` above five megabytes and some room for a form around them. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BYTES) throw new BodyTooLargeError('the body is larger than the playground takes');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The fields of a JSON, form or multipart body. Rejects with a `SyntaxError` when it is meant as JSON and is none. */
export async function readFields(request: IncomingMessage): Promise<Fields> {
  const bytes = await readBytes(request);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return fieldsOfForm(bytes, type);
  const body = bytes.toString('utf8').trim();
  // By its first character: curl calls whatever it sends a form.
  if (!body.startsWith('{')) return Object.fromEntries(new URLSearchParams(body));
  const parsed: unknown = JSON.parse(body);
  return isFields(parsed) ? parsed : {};
}

async function fieldsOfForm(bytes: Buffer, type: string): Promise<Fields> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) {
    fields[name] = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer());
  }
  return fields;
}
