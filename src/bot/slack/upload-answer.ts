import type { RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import { readThread } from './find-post.ts';
import { defuseMentions } from './outbound-text.ts';
import type { PostingDeps } from './post-once.ts';

/** Some hundred kilobytes at most: what takes longer will not come. */
const UPLOAD_MS = 30_000;

/**
 * Puts an answer that is too long for messages into the thread as a Markdown file, once: the file's name carries the
 * run. False where the workspace takes no files; the answer then goes out in as many messages as it needs.
 */
export async function uploadAnswer(
  { api, outbox, log, signal }: PostingDeps,
  run: RunContext,
  request: Request,
  markdown: string,
): Promise<boolean> {
  const id = `${run.runId}:file`;
  const filename = `answer-${run.runId}.md`;
  const { channel, thread, ts } = request;
  const { state } = await outbox.put(run, { id, kind: 'answer', channel, thread, body: {} });
  if (state === 'posted') return true;
  if (state === 'pending') {
    const replies = await readThread(api, { channel, thread, oldest: ts });
    const found = replies.find((reply) => reply.files?.some((file) => file.name === filename));
    if (found !== undefined) {
      await outbox.posted(run, id, found.ts);
      return true;
    }
  }
  const content = Buffer.from(defuseMentions(markdown, new Set()), 'utf8');
  const target = await api.call('files.getUploadURLExternal', { filename, length: content.byteLength });
  if (!target.ok || typeof target.data.upload_url !== 'string') return false;
  try {
    const sent = await fetch(target.data.upload_url, {
      method: 'POST',
      body: content,
      signal: AbortSignal.any([...(signal === undefined ? [] : [signal]), AbortSignal.timeout(UPLOAD_MS)]),
    });
    if (!sent.ok) return false;
  } catch (cause) {
    signal?.throwIfAborted();
    log.warn({ err: cause, runId: run.runId }, 'the answer could not be uploaded');
    return false;
  }
  const done = await api.call('files.completeUploadExternal', {
    files: [{ id: target.data.file_id, title: filename }],
    channel_id: channel,
    thread_ts: thread,
  });
  if (done.ok) await outbox.posted(run, id, '');
  return done.ok;
}
