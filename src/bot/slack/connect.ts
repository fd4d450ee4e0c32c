import { SocketModeReceiver, webApi } from '@slack/bolt';
import { z } from 'zod';
import type { BotFlags } from '#bot/flags.ts';
import type { Health } from '#bot/health.ts';
import type { Logger } from '#bot/log.ts';
import type { Metrics } from '#bot/metrics.ts';
import { startWorker, type Worker } from '#bot/worker/run-worker.ts';
import type { Orchestrator } from '#graph/orchestrator.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { Store } from '#store/store.ts';
import { openSlackApi, type SlackApi } from './api.ts';
import { closingQuestions } from './approval-close.ts';
import { Background } from './background.ts';
import type { ListenerDeps } from './deps.ts';
import { openDownload } from './download-file.ts';
import { listenToActions } from './listen-actions.ts';
import { listenToCommands } from './listen-commands.ts';
import { listenToEvents } from './listen-events.ts';
import { openPacer } from './pacer.ts';
import { openPeople } from './people.ts';
import { PersistFirstApp } from './persist-first-app.ts';
import { openPresenter } from './present-run.ts';
import type { Self } from './screen.ts';
import { slackLogger } from './slack-logger.ts';

export type SlackDeps = {
  botToken: string;
  appToken: string;
  /** With a slash at its end; Slack's own by default. */
  apiUrl?: string;
  store: Store;
  orchestrator: Orchestrator;
  flags: BotFlags;
  health: Health;
  /** Slack user ids. */
  admins: ReadonlySet<string>;
  /** Channels in which guests and people of other organisations may use Genesis. */
  openChannels: ReadonlySet<string>;
  now: () => number;
  random: () => number;
  log: Logger;
  metrics: Metrics;
  /** Runs at once in this process. */
  concurrency: number;
  approvalExpiresMs?: number;
};

export interface SlackConnection {
  /** Runs the accepted messages. Drain it after {@link SlackConnection.stop}. */
  readonly worker: Worker;
  connected(): boolean;
  /** A round trip to Slack, and whether its socket is open. Never rejects. */
  probe(): Promise<{ ok: boolean; detail: string }>;
  /** Takes no more events, and waits for those in hand. Posting goes on: the worker is drained after this. */
  stop(): Promise<void>;
}

const API_TIMEOUT_MS = 10_000;
/** Also how long Bolt waits before it connects again, times the failures in a row. */
const PING_TIMEOUT_MS = 3_000;

const Identity = z.object({ team_id: z.string(), user_id: z.string(), bot_id: z.string().default('') });

/** The tokens do not work, or Slack cannot be reached. The message is one sentence for the operator. */
class SlackUnreachableError extends Error {
  override readonly name = 'SlackUnreachableError';
}

/** Connects to Slack and starts the worker. Rejects with {@link SlackUnreachableError}. */
export async function connectSlack(deps: SlackDeps): Promise<SlackConnection> {
  const { botToken, appToken, store, orchestrator, flags, metrics, now } = deps;
  const apiUrl = deps.apiUrl ?? 'https://slack.com/api/';
  const log = deps.log.child({ part: 'slack' });
  const logger = slackLogger(log);
  // Retries and 429 are the pacer's; the client's own would go on for half an hour.
  const clientOptions: webApi.WebClientOptions = {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: API_TIMEOUT_MS,
    allowAbsoluteUrls: false,
    logger,
  };
  const client = new webApi.WebClient(botToken, clientOptions);
  const api = openSlackApi({ client, pacer: openPacer(now), log, metrics, random: deps.random });
  const self = await identify(api);

  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    clientPingTimeout: PING_TIMEOUT_MS,
    // This client only opens connections. It must not give up: a failed reconnect ends the process unhandled.
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: API_TIMEOUT_MS,
        retryConfig: { forever: true, factor: 1.5, maxTimeout: 5_000 },
      },
    },
  });
  const app = new PersistFirstApp({
    receiver,
    clientOptions,
    logger,
    convoStore: false,
    processBeforeResponse: true,
    authorize: async () => ({ botToken, botId: self.bot, botUserId: self.user, teamId: self.team }),
  });
  // Rethrown, so that the event is not acked.
  app.error(async (error) => {
    log.error({ err: error }, 'a listener failed');
    throw error;
  });

  const presenter = openPresenter({
    api,
    outbox: store.outbox,
    log,
    metrics,
    self,
    abilities: { streams: true, sessions: true, loading: true },
    now,
    download: openDownload({ botToken, apiUrl, log }),
  });
  const worker = await startWorker({
    store,
    orchestrator,
    flags,
    presenter,
    closeQuestion: closingQuestions({ api, outbox: store.outbox, log }),
    metrics,
    now,
    log: deps.log.child({ part: 'worker' }),
    concurrency: deps.concurrency,
    approvalExpiresMs: deps.approvalExpiresMs ?? DEFAULT_SETTINGS.approve.expiresMs,
  });
  const background = new Background(log);
  const listening: ListenerDeps = {
    api,
    store,
    worker,
    people: openPeople({ api, self, admins: deps.admins }),
    self,
    flags,
    health: deps.health,
    metrics,
    openChannels: deps.openChannels,
    background,
    log,
    now,
  };
  listenToEvents(app, listening);
  listenToActions(app, listening);
  listenToCommands(app, listening);

  let connected = false;
  receiver.client.on('connected', () => {
    connected = true;
  });
  for (const gone of ['close', 'reconnecting', 'disconnecting', 'disconnected']) {
    receiver.client.on(gone, () => {
      connected = false;
    });
  }
  try {
    await app.start();
  } catch (cause) {
    await worker.drain(0);
    throw new SlackUnreachableError(
      'Slack refused the app-level token (SLACK_APP_TOKEN); create one with the scope connections:write.',
      { cause },
    );
  }

  return {
    worker,
    connected: () => connected,
    async probe() {
      if (!connected) return { ok: false, detail: 'the socket to Slack is closed; reconnecting' };
      const answer = await api.call('auth.test', {});
      return answer.ok
        ? { ok: true, detail: `connected as ${self.user} in ${self.team}` }
        : { ok: false, detail: `Slack does not answer: ${answer.error}` };
    },
    async stop() {
      await app.finish();
      await app.stop();
      await background.settled();
    },
  };
}

async function identify(api: SlackApi): Promise<Self> {
  const answer = await api.call('auth.test', {});
  if (!answer.ok) {
    const remedy =
      answer.kind === 'refused'
        ? `Slack refused the bot token (${answer.error}); set SLACK_BOT_TOKEN to the token of the installed app.`
        : 'Slack cannot be reached; check the network, and SLACK_API_URL if it is set.';
    throw new SlackUnreachableError(remedy);
  }
  const { team_id: team, user_id: user, bot_id: bot } = Identity.parse(answer.data);
  return { team, user, bot };
}
