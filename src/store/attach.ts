import { request } from 'node:http';
import { z } from 'zod';
import { aggregatesOver } from './aggregates.ts';
import { probeWith } from './probe.ts';
import { openRpc } from './rpc/rpc.ts';
import { socketPath } from './rpc/socket.ts';
import type { StoreAccess } from './store.ts';
import { DatabaseError } from './store-errors.ts';

export type AttachedStore = StoreAccess;

const SqlAnswer = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.unknown())),
  truncated: z.boolean(),
});
const ErasedAnswer = z.object({
  runs: z.number().int(),
  comments: z.number().int(),
  deadLetters: z.number().int(),
  jobs: z.number().int(),
  open: z.number().int(),
});
const SqlRefusal = z.object({ message: z.string(), code: z.string() });

/** A command has no log: what it could not write it throws. */
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

const GONE = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR']);

/** The store of a running bot, through the socket in its data directory; null where no living owner listens. */
export async function attachStore(dir: string): Promise<AttachedStore | null> {
  const path = socketPath(dir);
  const overSocket = socketFetch(path);
  const sql = async (query: string) => {
    const response = await overSocket('http://genesis.localhost/sql', { method: 'POST', body: query });
    const body: unknown = await response.json();
    if (response.ok) return SqlAnswer.parse(body);
    const { message, code } = SqlRefusal.parse(body);
    throw new DatabaseError(message, code);
  };
  try {
    await sql('select 1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && GONE.has(String(error.code))) return null;
    throw error;
  }
  const rpc = openRpc({ url: 'http://genesis.localhost', key: 'service_role', fetch: overSocket });
  const aggregates = aggregatesOver(rpc, QUIET);
  return {
    ...aggregates,
    mode: { kind: 'embedded', dir },
    sql,
    async eraseUser(user) {
      const response = await overSocket('http://genesis.localhost/erase', { method: 'POST', body: user });
      if (!response.ok)
        throw new DatabaseError('the running bot could not erase it; its log says why', 'XX000');
      return ErasedAnswer.parse(await response.json());
    },
    probe: () => probeWith(Date.now, () => sql('select 1')),
    [Symbol.asyncDispose]: () => aggregates.events[Symbol.asyncDispose](),
  };
}

/** `fetch` over a unix socket: no connection is kept, so nothing has to be closed. */
function socketFetch(socketPath: string): typeof fetch {
  return async (input, init) => {
    const wanted = new Request(input, init);
    const body = await wanted.text();
    const { pathname, search } = new URL(wanted.url);
    return new Promise<Response>((resolve, reject) => {
      const outgoing = request(
        {
          socketPath,
          path: pathname + search,
          method: wanted.method,
          headers: { accept: wanted.headers.get('accept') ?? '*/*', connection: 'close' },
          signal: wanted.signal,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const status = incoming.statusCode ?? 500;
            const text = Buffer.concat(chunks).toString('utf8');
            resolve(new Response(status === 204 ? null : text, { status }));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  };
}
