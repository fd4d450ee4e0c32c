import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { HealthReport } from './health.ts';

/** What the endpoints tell; asked anew for every request. */
export type HttpSources = {
  started(): boolean;
  /** Why this process should get no work; empty when it should. */
  notReady(): Promise<readonly string[]>;
  health(): HealthReport | null;
  metrics(): Promise<string>;
};

export interface Http extends AsyncDisposable {
  /** The port that was really opened. */
  readonly port: number;
}

/** A port that cannot be opened. The message is one sentence for the operator, with the remedy. */
class PortError extends Error {
  override readonly name = 'PortError';
}

/**
 * `/livez` (the event loop turns), `/startupz`, `/readyz` (dependencies answer, not draining), `/health`,
 * `/metrics`. Rejects with {@link PortError}.
 */
export async function openHttp(listen: { port: number; host: string }, sources: HttpSources): Promise<Http> {
  const routes: Record<string, (response: ServerResponse) => Promise<void> | void> = {
    '/livez': (response) => json(response, 200, { live: true }),
    '/startupz': (response) => json(response, sources.started() ? 200 : 503, { started: sources.started() }),
    '/readyz': async (response) => {
      const reasons = await sources.notReady();
      json(response, reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
    },
    '/health': (response) => {
      const report = sources.health();
      json(
        response,
        report === null || report.status === 'unhealthy' ? 503 : 200,
        report ?? { status: 'starting' },
      );
    },
    '/metrics': async (response) => {
      const text = await sources.metrics();
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
    },
  };
  // Nobody has a reason to send a body or to be slow here: a trickling client is cut.
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000, keepAliveTimeout: 5_000 });
  server.maxRequestsPerSocket = 1_000;
  server.on('request', (request, response) => {
    const route = routes[(request.url ?? '').split('?')[0] ?? ''];
    if (route === undefined) return json(response, 404, { error: 'not found' });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return json(response, 405, { error: 'only GET' });
    Promise.resolve(route(response)).catch(() => json(response, 500, { error: 'failed' }));
  });
  const listening = once(server, 'listening');
  server.listen(listen.port, listen.host);
  try {
    await listening;
  } catch (cause) {
    throw new PortError(portProblem(listen, cause), { cause });
  }
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : listen.port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portProblem({ port, host }: { port: number; host: string }, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is already in use: stop the program that has it, or set PORT to another.`;
  }
  if (code === 'EACCES') return `Port ${port} needs privileges: set PORT to one above 1023.`;
  return `Port ${port} on ${host} cannot be opened: check HOST and PORT.`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${JSON.stringify(body)}\n`);
}
