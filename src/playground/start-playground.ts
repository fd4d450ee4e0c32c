import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { refusal } from './http/guard.ts';
import { BodyTooLargeError } from './http/read-body.ts';
import { respondJson, respondText } from './http/respond.ts';
import { route } from './http/routes.ts';
import { createLocalSlack, type LocalSlack, resetLocalSlack } from './local-slack.ts';
import { type PlaygroundOptions, SLACK_BEHAVIOUR } from './options.ts';
import { ADMIN, APP_TOKEN, BOT_TOKEN, SIGNING_SECRET } from './workspace/seed.ts';

/** A running local Slack. Closing it ends every connection and forgets everything. */
export interface Playground extends AsyncDisposable {
  /** Such as `http://127.0.0.1:4040`: the page, and the control API under `/_control`. */
  readonly url: string;
  /** With the slash at its end that Slack's client expects: `http://127.0.0.1:4040/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly admin: 'U0ADA';
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** Starts a local Slack on the loopback address. Rejects with one sentence when the port cannot be had. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { port, host = '127.0.0.1', now = Date.now, ...over } = options;
  if (!LOOPBACK.has(host)) {
    throw new Error(`The playground has no passwords and listens on 127.0.0.1 alone, not on ${host}.`);
  }
  const slack = createLocalSlack({ ...SLACK_BEHAVIOUR, ...over }, now);
  // Longer than clients keep idle connections: none meets one that is just being closed.
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 65_000 });
  await listen(server, port, host);
  const address = server.address();
  const bound = address === null || typeof address === 'string' ? port : address.port;
  slack.origin = `http://${host === '::1' ? '[::1]' : host}:${bound}`;
  serve(server, slack);
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    resetLocalSlack(slack);
    await slack.connections.close();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: slack.origin,
    apiUrl: `${slack.origin}/api/`,
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    signingSecret: SIGNING_SECRET,
    admin: ADMIN,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function serve(server: Server, slack: LocalSlack): void {
  server.on('request', (request, response) => {
    const refused = refusal(request);
    if (refused !== undefined) {
      respondText(response, 403, refused);
      return;
    }
    route(slack, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      const [status, problem] = problemOf(error);
      respondJson(response, status, { ok: false, error: problem });
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (refusal(request) !== undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    slack.connections.upgrade(request, socket, head);
  });
}

function problemOf(error: unknown): [status: number, problem: string] {
  if (error instanceof BodyTooLargeError) return [413, 'request_too_large'];
  if (error instanceof SyntaxError) return [400, 'invalid_json'];
  return [500, `internal_error: ${error instanceof Error ? error.message : String(error)}`];
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw new Error(
      taken
        ? `Port ${port} is taken: set PLAYGROUND_PORT to another one, or end the program that uses it.`
        : `The playground cannot listen on ${host}:${port}.`,
      { cause },
    );
  }
}
