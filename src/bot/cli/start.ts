import type { Bot } from '#bot/compose.ts';
import type { Config, Secrets } from '#bot/config.ts';
import { ConfigError } from '#bot/config-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { loadConfig } from './load-config.ts';
import { stopSignal } from './stop-signal.ts';
import { bold, coloured, dim, terminal } from './terminal.ts';

type Slack = NonNullable<Secrets['slack']>;
/** Where Slack is: a workspace, or the playground in this process with its page. */
type Place = { slack: Slack; config: Config; page: string | null } & AsyncDisposable;

/** `genesis start`: serves until told to stop, then drains. A second signal leaves at once. */
export async function start(): Promise<ExitCode> {
  const from = performance.now();
  const { config: given, secrets, log } = loadConfig('warn');
  // A fault that nobody expected ends the process, redacted in the log; what is kept survives any end.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected fault');
    process.exit(EXIT.failed);
  });
  await using place = await findSlack(given, secrets);
  const { config, slack, page } = place;
  // Beside the playground a person reads the terminal; elsewhere a collector reads the log.
  if (given.logLevel === null && page === null) log.level = 'info';

  // Loaded only now: a wrong configuration is told before Bolt and the database are in memory.
  const { compose } = await import('#bot/compose.ts');
  await using bot = await compose(config, { ...secrets, slack }, { log, now: Date.now, random: Math.random });
  const seconds = ((performance.now() - from) / 1_000).toFixed(1);
  terminal.out(page === null ? servingSlack(seconds, bot, config) : servingPage(seconds, page, bot, config));
  log.info({ port: bot.port }, 'serving');

  // Only now: while it starts there is nothing to finish, and a signal ends it as it ends any process.
  const signal = await stopSignal();
  log.info({ signal }, 'draining');
  terminal.out(dim('Finishing what runs; once more to leave at once.'));
  return EXIT.ok;
}

async function findSlack(config: Config, secrets: Secrets): Promise<Place> {
  if (secrets.slack !== null) {
    return { slack: secrets.slack, config, page: null, async [Symbol.asyncDispose]() {} };
  }
  if (config.environment !== 'development') {
    const problem = `is not set, and GENESIS_ENV=${config.environment} does not start on the playground`;
    throw new ConfigError([
      { variable: 'SLACK_BOT_TOKEN', problem, remedy: 'set it and SLACK_APP_TOKEN, or use development' },
    ]);
  }
  const { startPlayground } = await import('#playground/start-playground.ts');
  const playground = await startPlayground({ port: config.playgroundPort }).catch((cause: unknown) => {
    // It rejects with a sentence for the operator.
    throw new CommandFailure(cause instanceof Error ? cause.message : String(cause), EXIT.failed, { cause });
  });
  return {
    slack: { botToken: playground.botToken, appToken: playground.appToken },
    config: {
      ...config,
      slackApiUrl: playground.apiUrl,
      admins: config.admins.length > 0 ? config.admins : [playground.admin],
    },
    page: playground.url,
    [Symbol.asyncDispose]: () => playground.close(),
  };
}

function servingPage(seconds: string, page: string, bot: Bot, config: Config): string {
  return [
    '',
    `${bold('Genesis is ready')} ${dim(`after ${seconds} s`)}`,
    '',
    `  Open ${bold(coloured('cyan', page))} and write:  @genesis how many days of vacation do we get?`,
    '',
    ...backing(
      bot,
      config,
      'a local one, the page above. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to serve yours',
    ),
    '',
    dim('  Ctrl+C stops it. Everything that is kept survives.'),
    '',
  ].join('\n');
}

function servingSlack(seconds: string, bot: Bot, config: Config): string {
  return [
    `Genesis serves Slack after ${seconds} s`,
    ...backing(bot, config, 'connected over Socket Mode'),
  ].join('\n');
}

/** What stands behind it, and what a missing part means for whoever asks something. */
function backing(bot: Bot, config: Config, slack: string): string[] {
  const cards = [...bot.agents.directory.index().all()];
  const able = cards.filter(({ enabled, needs }) => enabled && needs.length === 0).length;
  const model =
    config.model === null
      ? `none: ${able} of ${cards.length} agents run without one; the others’ parts of an answer are named as not done.\n` +
        '             Set OPENAI_API_KEY, and OPENAI_BASE_URL for any compatible server'
      : `${config.model.models.small}, ${config.model.models.medium}, ${config.model.models.large}` +
        (config.model.baseUrl === null ? '' : ` at ${new URL(config.model.baseUrl).host}`);
  const database = {
    embedded: `embedded, in ${config.dataDir}. Set DATABASE_URL to use a Postgres server`,
    postgres: 'the Postgres server of DATABASE_URL',
    supabase: 'the Supabase project of SUPABASE_URL',
  }[config.store.kind];
  const lines = [
    `  Slack      ${slack}`,
    `  Model      ${model}`,
    `  Database   ${database}`,
    `  Health     http://${config.http.host}:${bot.port}/health and /metrics`,
  ];
  const broken = [...new Set(bot.agents.quarantined().map(({ file }) => file))];
  if (broken.length > 0) {
    lines.push(coloured('yellow', `  Left out   ${broken.join(', ')}: see genesis doctor`));
  }
  return lines;
}
