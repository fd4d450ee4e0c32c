import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalSlack } from '#playground/local-slack.ts';
import { BOT_TOKEN } from '#playground/workspace/seed.ts';
import { readBytes } from './read-body.ts';
import { respondText } from './respond.ts';

/** Takes the bytes that `files.getUploadURLExternal` announced; a form carries them as a file, any other body plain. */
export async function takeUpload(
  slack: LocalSlack,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = slack.files.find(id);
  if (file === undefined || file.state !== 'announced') {
    respondText(response, 404, 'no such upload');
    return;
  }
  const bytes = await readBytes(request);
  const type = request.headers['content-type'] ?? '';
  file.content = type.startsWith('multipart/form-data') ? await fileOfForm(bytes, type) : bytes;
  file.state = 'uploaded';
  respondText(response, 200, `OK - ${file.content.length}`);
}

async function fileOfForm(bytes: Buffer, type: string): Promise<Buffer> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}

/** Private files are for the app's token, as in Slack; the page, which has none, asks from the same site. */
export async function sendFile(
  slack: LocalSlack,
  id: string,
  _name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = slack.files.find(id);
  const samePage = request.headers['sec-fetch-site'] === 'same-origin';
  if (!samePage && request.headers.authorization !== `Bearer ${BOT_TOKEN}`) {
    respondText(response, 401, 'not_authed');
  } else if (file === undefined) {
    respondText(response, 404, 'file_not_found');
  } else {
    // Never a type that a browser would run: people's files are served from the page's own origin.
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    });
    response.end(file.content);
  }
}
