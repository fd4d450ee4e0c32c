import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelTier } from '#graph/ports.ts';
import { didYouMean } from './did-you-mean.ts';
import { Environment, EXPLANATIONS, type ModelPrices, type Variable } from './environment.ts';
import type { LogLevel } from './log.ts';

/** Everything that can be set and may be printed. Paths are absolute. */
export type Config = {
  environment: 'development' | 'staging' | 'production';
  slackApiUrl: string | null;
  store: { kind: 'embedded'; dir: string } | { kind: 'postgres' } | { kind: 'supabase'; url: string };
  dataDir: string;
  model: { baseUrl: string | null; models: Record<ModelTier, string>; prices: ModelPrices } | null;
  /** The deployment's own, beside what ships. */
  agentDirs: readonly string[];
  playbookDirs: readonly string[];
  knowledgeDir: string;
  admins: readonly string[];
  openChannels: readonly string[];
  /** Runs at once in this process. */
  concurrency: number;
  ratePerMinute: number;
  drainMs: number;
  /** Whole days; what is older is removed. */
  retention: { eventsDays: number; textDays: number };
  http: { port: number; host: string };
  playgroundPort: number;
  /** Null where the operator did not say. */
  logLevel: LogLevel | null;
};

/** What must never be printed, apart from the rest so that it cannot be by accident. */
export type Secrets = {
  slack: { botToken: string; appToken: string } | null;
  databaseUrl: string | null;
  supabaseKey: string | null;
  openaiKey: string | null;
};

/** `problem` completes the sentence that the variable's name begins; `remedy` says what to do. */
export type ConfigProblem = { variable: string; problem: string; remedy: string };

export type ParsedConfig =
  | { ok: true; config: Config; secrets: Secrets }
  | { ok: false; problems: readonly ConfigProblem[] };

/** Where the program itself lies: its example knowledge is found from any working directory. */
const HOME = fileURLToPath(new URL('../..', import.meta.url));

/** The default models of OpenAI's API; any other provider names its own. */
const DEFAULT_MODELS = { small: 'gpt-4.1-nano', medium: 'gpt-4.1-mini', large: 'gpt-4.1' } as const;

const KNOWN = Object.keys(EXPLANATIONS) as Variable[];

/** The process's environment, after a `.env` file in the working directory, which overrides nothing that is set. */
export function readEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/** Whether stack traces are wanted, also where the rest of the configuration cannot be used. */
export function isDebugging(): boolean {
  return process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace';
}

/** Reads and judges every variable; all problems are reported at once. An empty variable counts as unset. */
export function parseConfig(
  env: NodeJS.ProcessEnv,
  exists: (path: string) => boolean = existsSync,
): ParsedConfig {
  const set = new Map(Object.entries(env).filter((entry): entry is [string, string] => !!entry[1]?.trim()));
  const parsed = Environment.safeParse(
    Object.fromEntries(KNOWN.flatMap((name) => (set.has(name) ? [[name, set.get(name)?.trim()]] : []))),
  );
  const problems = [...unknownVariables(set), ...contradictions(set), ...missingFolders(set, exists)];
  if (!parsed.success) problems.unshift(...invalidVariables(parsed.error.issues, set));
  if (problems.length > 0 || !parsed.success) return { ok: false, problems };
  return { ok: true, ...build(parsed.data) };
}

function invalidVariables(
  issues: readonly { path: readonly PropertyKey[] }[],
  set: ReadonlyMap<string, string>,
): ConfigProblem[] {
  const names = new Set(issues.map((issue) => String(issue.path[0])));
  return KNOWN.filter((name) => names.has(name)).map((variable) => {
    const { expects, remedy, secret } = EXPLANATIONS[variable];
    // A secret's value, or a URL that may hold a password, is never repeated.
    const value = secret ? '' : ` ('${(set.get(variable) ?? '').slice(0, 60)}')`;
    return { variable, problem: `is not ${expects}${value}`, remedy };
  });
}

/** Ours are all known; of others' prefixes only a near miss of one of ours is worth a word. */
function unknownVariables(set: ReadonlyMap<string, string>): ConfigProblem[] {
  const known = new Set<string>(KNOWN);
  return [...set.keys()].flatMap((variable) => {
    if (known.has(variable)) return [];
    const ours = variable.startsWith('GENESIS_');
    if (!ours && !/^(SLACK|OPENAI|SUPABASE|DATABASE|PLAYGROUND)_/.test(variable)) return [];
    const meant = didYouMean(variable, KNOWN, ours ? 6 : 2);
    if (!ours && meant === undefined) return [];
    return [
      {
        variable,
        problem: 'is not a variable that Genesis knows',
        remedy: meant === undefined ? 'remove it; .env.example lists them all' : `did you mean ${meant}?`,
      },
    ];
  });
}

function contradictions(set: ReadonlyMap<string, string>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const needs = (variable: Variable, other: Variable, remedy: string) => {
    if (!set.has(variable) || set.has(other)) return;
    problems.push({ variable, problem: `is set without ${other}`, remedy });
  };
  needs('SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'set both for real Slack, or neither for the playground');
  needs('SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN', 'set both for real Slack, or neither for the playground');
  needs('SLACK_API_URL', 'SLACK_BOT_TOKEN', 'set the tokens for that server too, or unset it');
  needs('SUPABASE_URL', 'SUPABASE_SERVICE_ROLE_KEY', 'set the project’s service role key, or unset the URL');
  needs('SUPABASE_URL', 'DATABASE_URL', 'set the project’s Postgres URL too: queue and checkpoints use it');
  needs('SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_URL', 'set the project’s URL, or unset the key');
  const keyed = 'set the key too (any word where the server asks for none), or unset it';
  needs('OPENAI_BASE_URL', 'OPENAI_API_KEY', keyed);
  for (const name of KNOWN) if (name.startsWith('GENESIS_MODEL_')) needs(name, 'OPENAI_API_KEY', keyed);
  const port = set.get('PORT') ?? '3000';
  if (!set.has('SLACK_BOT_TOKEN') && port !== '0' && port === (set.get('PLAYGROUND_PORT') ?? '4040')) {
    const variable = set.has('PLAYGROUND_PORT') ? 'PLAYGROUND_PORT' : 'PORT';
    problems.push({
      variable,
      problem: `makes both ports ${port}`,
      remedy: 'choose another for one of them',
    });
  }
  return problems;
}

/** Folders that are only read must be there; the data folder is made. */
function missingFolders(
  set: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): ConfigProblem[] {
  const folders: Variable[] = ['GENESIS_KNOWLEDGE_DIR', 'GENESIS_AGENTS_DIR', 'GENESIS_PLAYBOOKS_DIR'];
  return folders.flatMap((variable) => {
    const path = set.get(variable)?.trim();
    if (path === undefined || exists(path)) return [];
    const remedy = `create it, or correct the path (seen from ${process.cwd()})`;
    return [{ variable, problem: `names a folder that does not exist ('${path}')`, remedy }];
  });
}

function build(env: Environment): { config: Config; secrets: Secrets } {
  const dataDir = resolve(env.GENESIS_DATA_DIR ?? 'data');
  const slack =
    env.SLACK_BOT_TOKEN && env.SLACK_APP_TOKEN
      ? { botToken: env.SLACK_BOT_TOKEN, appToken: env.SLACK_APP_TOKEN }
      : null;
  const config: Config = {
    environment: env.GENESIS_ENV ?? 'development',
    slackApiUrl: env.SLACK_API_URL ?? null,
    store: env.SUPABASE_URL
      ? { kind: 'supabase', url: env.SUPABASE_URL }
      : env.DATABASE_URL
        ? { kind: 'postgres' }
        : { kind: 'embedded', dir: dataDir },
    dataDir,
    model: env.OPENAI_API_KEY
      ? {
          baseUrl: env.OPENAI_BASE_URL ?? null,
          models: {
            small: env.GENESIS_MODEL_SMALL ?? DEFAULT_MODELS.small,
            medium: env.GENESIS_MODEL_MEDIUM ?? DEFAULT_MODELS.medium,
            large: env.GENESIS_MODEL_LARGE ?? DEFAULT_MODELS.large,
          },
          prices: env.GENESIS_MODEL_PRICES ?? {},
        }
      : null,
    agentDirs: env.GENESIS_AGENTS_DIR ? [resolve(env.GENESIS_AGENTS_DIR)] : [],
    playbookDirs: env.GENESIS_PLAYBOOKS_DIR ? [resolve(env.GENESIS_PLAYBOOKS_DIR)] : [],
    knowledgeDir: env.GENESIS_KNOWLEDGE_DIR
      ? resolve(env.GENESIS_KNOWLEDGE_DIR)
      : join(HOME, 'docs/handbook'),
    admins: env.GENESIS_ADMINS ?? [],
    openChannels: env.GENESIS_OPEN_CHANNELS ?? [],
    concurrency: env.GENESIS_CONCURRENCY ?? 8,
    ratePerMinute: env.GENESIS_RATE_PER_MINUTE ?? 60,
    // Fits into the ten seconds that Docker and Cloud Run give before they kill.
    drainMs: (env.GENESIS_DRAIN_SECONDS ?? 8) * 1_000,
    retention: { eventsDays: env.GENESIS_KEEP_EVENTS_DAYS ?? 90, textDays: env.GENESIS_KEEP_TEXT_DAYS ?? 90 },
    http: { port: env.PORT ?? 3_000, host: env.HOST ?? '127.0.0.1' },
    playgroundPort: env.PLAYGROUND_PORT ?? 4_040,
    logLevel: env.LOG_LEVEL ?? null,
  };
  const secrets: Secrets = {
    slack,
    databaseUrl: env.DATABASE_URL ?? null,
    supabaseKey: env.SUPABASE_SERVICE_ROLE_KEY ?? null,
    openaiKey: env.OPENAI_API_KEY ?? null,
  };
  return { config, secrets };
}
