import type { Logger } from '#bot/log.ts';
import type { Attachment, HistoryMessage, Request } from '#graph/request.ts';
import type { SlackApi } from './api.ts';
import { type Reply, readMessage, readThreadBefore } from './find-post.ts';
import { readInbound } from './inbound-text.ts';
import { SlackFile } from './message-event.ts';

type Deps = {
  api: SlackApi;
  self: { user: string };
  log: Logger;
  download: (url: string, maxBytes: number) => Promise<string | null>;
};

const MAX_MESSAGES = 40;
const MAX_CHARACTERS = 12_000;
const MAX_FILES = 5;
const MAX_FILE_BYTES = 200_000;
const TEXT_FILE = /^(text\/|application\/(json|xml|x-yaml|yaml|csv))/;

/**
 * The request with the thread before it and its text files. What Slack does not give is left out, with a warning in
 * the log: the request itself can be answered still.
 */
export async function completeRequest(
  deps: Deps,
  request: Request,
  files: readonly unknown[],
): Promise<Request> {
  const [history, attachments] = await Promise.all([readHistory(deps, request), readFiles(deps, files)]);
  return { ...request, history, attachments };
}

/** True when the request's message was deleted. Where Slack cannot say, it is taken to stand: nothing is dropped by a fault. */
export async function isWithdrawn(
  { api, log }: Pick<Deps, 'api' | 'log'>,
  request: Request,
): Promise<boolean> {
  try {
    return (await readMessage(api, request)) === null;
  } catch (cause) {
    log.warn({ err: cause, runId: request.runId }, 'whether a message still stands could not be read');
    return false;
  }
}

async function readHistory(deps: Deps, request: Request): Promise<HistoryMessage[]> {
  if (request.thread === request.ts) return [];
  try {
    const { channel, thread } = request;
    const replies = await readThreadBefore(
      deps.api,
      { channel, thread, latest: request.ts },
      MAX_MESSAGES + 1,
    );
    return boundedHistory(
      replies.filter((reply) => Number(reply.ts) < Number(request.ts)),
      request.user,
      deps.self.user,
    );
  } catch (cause) {
    deps.log.warn({ err: cause, runId: request.runId }, 'the thread could not be read');
    return [];
  }
}

/** The newest messages that fit, oldest first. */
function boundedHistory(replies: readonly Reply[], requester: string, self: string): HistoryMessage[] {
  const history: HistoryMessage[] = [];
  let room = MAX_CHARACTERS;
  for (const reply of replies.slice(-MAX_MESSAGES).reverse()) {
    const text = readInbound(reply.text, self);
    if (text === '') continue;
    if (text.length > room) break;
    room -= text.length;
    const author = reply.user === self ? 'genesis' : reply.user === requester ? 'requester' : 'colleague';
    history.unshift({ author, text });
  }
  return history;
}

async function readFiles(deps: Deps, files: readonly unknown[]): Promise<Attachment[]> {
  const readable = files
    .flatMap((file) => SlackFile.safeParse(file).data ?? [])
    .filter((file) => TEXT_FILE.test(file.mimetype ?? '') && (file.size ?? 0) <= MAX_FILE_BYTES)
    .slice(0, MAX_FILES);
  const read = await Promise.all(
    readable.map(async (file) => {
      const text = file.url_private ? await deps.download(file.url_private, MAX_FILE_BYTES) : null;
      return text === null ? [] : [{ name: file.name ?? file.id, text }];
    }),
  );
  return read.flat();
}
