import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '#bot/config.ts';
import { EXPLANATIONS } from '#bot/environment.ts';

const problemsOf = (env: Record<string, string>) => {
  const parsed = parseConfig(env, () => true);
  return parsed.ok ? [] : parsed.problems;
};
const configOf = (env: Record<string, string>) => {
  const parsed = parseConfig(env, () => true);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
};

describe('the configuration', () => {
  it('is complete with nothing set: playground, embedded database, no model', () => {
    const { config, secrets } = configOf({});
    expect(config).toMatchObject({ environment: 'development', model: null, http: { port: 3000 } });
    expect(config.store.kind).toBe('embedded');
    expect(secrets).toEqual({ slack: null, databaseUrl: null, supabaseKey: null, openaiKey: null });
  });

  it('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(Object.keys(EXPLANATIONS).map((name) => [name, ' ']));
    expect(configOf(empty)).toEqual(configOf({}));
  });

  it('reports every problem at once, each with a remedy', () => {
    const problems = problemsOf({
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      SLACK_BOT_TOKEN: 'xoxb-1-abc',
      GENESIS_CONCURENCY: '4',
      DATABASE_URL: 'mysql://somewhere/else',
      OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1',
      GENESIS_ADMINS: 'U0ADA,ada',
      GENESIS_MODEL_PRICES: '{"m": {"input": "1"}}',
    });
    expect(problems.map(({ variable }) => variable).sort()).toEqual([
      'DATABASE_URL',
      'GENESIS_ADMINS',
      'GENESIS_CONCURENCY',
      'GENESIS_MODEL_PRICES',
      'GENESIS_MODEL_PRICES',
      'LOG_LEVEL',
      'OPENAI_BASE_URL',
      'PORT',
      'SLACK_BOT_TOKEN',
    ]);
    expect(problems.every(({ remedy }) => remedy.length > 10)).toBe(true);
    expect(problems.find(({ variable }) => variable === 'GENESIS_CONCURENCY')?.remedy).toContain(
      'GENESIS_CONCURRENCY',
    );
  });

  it.each([
    ['SLACK_APP_TOKEN', { SLACK_APP_TOKEN: 'xapp-1-abc' }],
    ['SLACK_API_URL', { SLACK_API_URL: 'http://127.0.0.1:1/api/' }],
    ['SUPABASE_URL', { SUPABASE_URL: 'https://x.example', DATABASE_URL: 'postgres://x' }],
    ['SUPABASE_SERVICE_ROLE_KEY', { SUPABASE_SERVICE_ROLE_KEY: 'k'.repeat(40) }],
    ['GENESIS_MODEL_LARGE', { GENESIS_MODEL_LARGE: 'big' }],
    ['PORT', { PORT: '4040' }],
    ['SLACK_BOT_TOKN', { SLACK_BOT_TOKN: 'xoxb-1' }],
  ])('finds what does not fit together in %s', (variable, env) => {
    expect(problemsOf(env).map((problem) => problem.variable)).toContain(variable);
  });

  it('never repeats a secret, or a URL that may hold one', () => {
    const env = {
      SLACK_BOT_TOKEN: 'hunter2-token',
      SLACK_APP_TOKEN: 'hunter2-app',
      DATABASE_URL: 'mysql://root:hunter2@db',
      SUPABASE_SERVICE_ROLE_KEY: 'hunter2',
      OPENAI_API_KEY: 'hunter2 hunter2',
    };
    expect(problemsOf(env).length).toBeGreaterThanOrEqual(5);
    expect(JSON.stringify(problemsOf(env))).not.toContain('hunter2');
  });

  it('names a folder that is not there', () => {
    const parsed = parseConfig({ GENESIS_KNOWLEDGE_DIR: '/nowhere/at/all' });
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ variable: 'GENESIS_KNOWLEDGE_DIR' }]);
  });

  it('leaves other programs’ variables alone', () => {
    expect(problemsOf({ SLACK_SIGNING_SECRET: 'x', OPENAI_ORG_ID: 'y', PATH: '/bin', HOME: '/' })).toEqual(
      [],
    );
  });

  it('stands in .env.example, every variable of it', () => {
    const example = readFileSync('.env.example', 'utf8');
    const named = [...example.matchAll(/^#?\s?([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(named.sort()).toEqual(Object.keys(EXPLANATIONS).sort());
    const uncommented = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
    );
    expect(problemsOf(uncommented)).toEqual([]);
  });
});
