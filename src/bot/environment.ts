import { isIP } from 'node:net';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const ids = (pattern: RegExp) =>
  z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((id) => id !== ''))
    .refine((list) => list.every((id) => pattern.test(id)));
const url = (protocol: RegExp) => z.url({ protocol });

/** US dollars per million tokens, by model name. */
export const ModelPrices = z.record(
  z.string(),
  z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() }),
);
export type ModelPrices = z.infer<typeof ModelPrices>;

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

/** Every variable that Genesis reads. Empty ones were dropped before. */
export const Environment = z
  .object({
    SLACK_BOT_TOKEN: z.string().regex(/^xoxb-\S+$/),
    SLACK_APP_TOKEN: z.string().regex(/^xapp-\S+$/),
    SLACK_API_URL: url(/^https?$/),
    DATABASE_URL: url(/^postgres(ql)?$/),
    SUPABASE_URL: url(/^https?$/),
    SUPABASE_SERVICE_ROLE_KEY: z.string().min(20),
    OPENAI_API_KEY: z.string().regex(/^\S+$/),
    OPENAI_BASE_URL: url(/^https?$/),
    GENESIS_MODEL_SMALL: z.string(),
    GENESIS_MODEL_MEDIUM: z.string(),
    GENESIS_MODEL_LARGE: z.string(),
    GENESIS_MODEL_PRICES: json.pipe(ModelPrices),
    GENESIS_ENV: z.enum(['development', 'staging', 'production']),
    GENESIS_DATA_DIR: z.string(),
    GENESIS_KNOWLEDGE_DIR: z.string(),
    GENESIS_AGENTS_DIR: z.string(),
    GENESIS_PLAYBOOKS_DIR: z.string(),
    GENESIS_ADMINS: ids(/^[UW][A-Z0-9]+$/),
    GENESIS_OPEN_CHANNELS: ids(/^[CG][A-Z0-9]+$/),
    GENESIS_CONCURRENCY: z.coerce.number().int().min(1).max(200),
    GENESIS_RATE_PER_MINUTE: z.coerce.number().int().min(1).max(100_000),
    GENESIS_KEEP_EVENTS_DAYS: z.coerce.number().int().min(1).max(36_500),
    GENESIS_KEEP_TEXT_DAYS: z.coerce.number().int().min(1).max(36_500),
    GENESIS_DRAIN_SECONDS: z.coerce.number().int().min(0).max(600),
    PORT: port,
    HOST: z.string().refine((host) => isIP(host) !== 0 || /^[a-z0-9.-]+$/i.test(host)),
    PLAYGROUND_PORT: port,
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  })
  .partial();
export type Environment = z.infer<typeof Environment>;
export type Variable = keyof Environment;

type Explanation = { expects: string; remedy: string; secret?: true };

/** What each variable takes and how to mend it, in words for whoever operates Genesis. */
export const EXPLANATIONS: Readonly<Record<Variable, Explanation>> = {
  SLACK_BOT_TOKEN: {
    expects: 'a bot token (xoxb-…)',
    remedy: 'copy it from "OAuth & Permissions" of your Slack app, or unset it to use the playground',
    secret: true,
  },
  SLACK_APP_TOKEN: {
    expects: 'an app-level token (xapp-…)',
    remedy: 'create one with the scope connections:write under "Basic Information" of your Slack app',
    secret: true,
  },
  SLACK_API_URL: { expects: 'an http(s) URL', remedy: 'unset it to talk to Slack itself' },
  DATABASE_URL: {
    expects: 'a Postgres URL',
    remedy: 'write postgresql://user:password@host:5432/database, or unset it to use the embedded database',
    secret: true,
  },
  SUPABASE_URL: { expects: 'an http(s) URL', remedy: 'copy it from "Data API" of your Supabase project' },
  SUPABASE_SERVICE_ROLE_KEY: {
    expects: 'a service role key',
    remedy: 'copy it from "API keys" of your Supabase project',
    secret: true,
  },
  OPENAI_API_KEY: {
    expects: 'a key without spaces',
    remedy: 'copy it again from your provider',
    secret: true,
  },
  OPENAI_BASE_URL: {
    expects: 'an http(s) URL',
    remedy: 'write the address up to /v1, such as http://127.0.0.1:11434/v1',
  },
  GENESIS_MODEL_SMALL: { expects: 'a model name', remedy: 'name a model of your provider' },
  GENESIS_MODEL_MEDIUM: { expects: 'a model name', remedy: 'name a model of your provider' },
  GENESIS_MODEL_LARGE: { expects: 'a model name', remedy: 'name a model of your provider' },
  GENESIS_MODEL_PRICES: {
    expects: 'JSON of US dollars per million tokens by model',
    remedy: 'write {"my-model": {"input": 0.4, "output": 1.6}}',
  },
  GENESIS_ENV: { expects: 'development, staging or production', remedy: 'choose one of the three' },
  GENESIS_DATA_DIR: { expects: 'a folder', remedy: 'name a writable folder' },
  GENESIS_KNOWLEDGE_DIR: { expects: 'a folder', remedy: 'name the folder of your Markdown files' },
  GENESIS_AGENTS_DIR: { expects: 'a folder', remedy: 'name the folder of your agents’ JSON files' },
  GENESIS_PLAYBOOKS_DIR: { expects: 'a folder', remedy: 'name the folder of your playbooks’ JSON files' },
  GENESIS_ADMINS: {
    expects: 'Slack user ids separated by commas',
    remedy: 'write ids such as U012AB3CD ("Copy member ID" in a Slack profile), not names',
  },
  GENESIS_OPEN_CHANNELS: {
    expects: 'Slack channel ids separated by commas',
    remedy: 'write ids such as C012AB3CD (at the foot of a channel’s details), not names',
  },
  GENESIS_CONCURRENCY: { expects: 'a whole number from 1 to 200', remedy: 'unset it for the default, 8' },
  GENESIS_RATE_PER_MINUTE: {
    expects: 'a whole number from 1 to 100000',
    remedy: 'unset it for the default, 60 requests a minute for each person',
  },
  GENESIS_KEEP_EVENTS_DAYS: {
    expects: 'a whole number from 1 to 36500',
    remedy: 'unset it for the default, 90 days',
  },
  GENESIS_KEEP_TEXT_DAYS: {
    expects: 'a whole number from 1 to 36500',
    remedy: 'unset it for the default, 90 days',
  },
  GENESIS_DRAIN_SECONDS: { expects: 'a whole number from 0 to 600', remedy: 'unset it for the default, 8' },
  PORT: { expects: 'a port number', remedy: 'choose one from 1 to 65535, or 0 for any free one' },
  HOST: { expects: 'an address or host name', remedy: 'use 127.0.0.1, or 0.0.0.0 inside a container' },
  PLAYGROUND_PORT: { expects: 'a port number', remedy: 'choose one from 1 to 65535, or 0 for any free one' },
  LOG_LEVEL: {
    expects: 'fatal, error, warn, info, debug, trace or silent',
    remedy: 'unset it for the default',
  },
};
