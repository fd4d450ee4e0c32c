import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Erased } from '#store/retention.ts';
import type { SqlResult, StoreLog } from '#store/store.ts';
import { DatabaseError, DataDirectoryError } from '#store/store-errors.ts';

const MAX_BODY_BYTES = 16_000_000;

export type Served = {
  fetch: typeof fetch;
  sql: (query: string) => Promise<SqlResult>;
  eraseUser: (user: string) => Promise<Erased>;
};

/** A socket's address has 104 bytes on macOS, four more on Linux, its closing NUL included. */
const MAX_PATH_BYTES = 103;

/** Throws `DataDirectoryError` where the system has no socket with so long a path. */
export function socketPath(dir: string): string {
  const path = join(dir, 'genesis.sock');
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_PATH_BYTES) return path;
  throw new DataDirectoryError(
    `The path of the data directory ${dir} is ${bytes - MAX_PATH_BYTES} bytes too long for the socket in it; set GENESIS_DATA_DIR to a shorter one.`,
  );
}

/**
 * Serves rpc, read-only SQL and erasure to other processes of the same user, over a socket in the data directory: the
 * embedded database can be open once only, and commands are wanted while the bot runs.
 */
export async function serveSocket(dir: string, served: Served, log: StoreLog): Promise<AsyncDisposable> {
  const path = socketPath(dir);
  // Whoever holds the directory's lock is its only owner: a socket found here belongs to a dead one.
  await rm(path, { force: true });
  const server = createServer((request, response) => {
    answer(request, response, served).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'a request on the data socket failed');
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Bound before listen() returns: nobody else can connect even between binding and a chmod.
    const before = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(before);
  });
  server.unref();
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(path, { force: true });
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const body = await readBody(request);
  const reply =
    request.url === '/sql'
      ? await answerSql(body, served)
      : request.url === '/erase'
        ? Response.json(await served.eraseUser(body))
        : await answerRpc(request, body, served);
  response.writeHead(reply.status, { 'content-type': 'application/json' }).end(await reply.text());
}

async function answerSql(query: string, served: Served): Promise<Response> {
  try {
    return Response.json(await served.sql(query));
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return Response.json({ message: error.message, code: error.code }, { status: 400 });
  }
}

function answerRpc(request: IncomingMessage, body: string, served: Served): Promise<Response> {
  const { accept } = request.headers;
  return served.fetch(`http://genesis.localhost${request.url}`, {
    method: request.method ?? 'GET',
    ...(accept && { headers: { accept } }),
    ...(request.method === 'POST' && { body }),
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('the request is too large');
  }
  return Buffer.concat(chunks).toString('utf8');
}
