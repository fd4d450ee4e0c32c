import { type Config, parseConfig, readEnvironment, type Secrets } from '#bot/config.ts';
import { ConfigError } from '#bot/config-error.ts';
import { type Logger, type LogLevel, openLog } from '#bot/log.ts';

export type Loaded = { config: Config; secrets: Secrets; log: Logger };

/**
 * The environment, judged. The log goes to standard error at LOG_LEVEL, or at `quietly` where none is set: a
 * command's own lines are what people read. Throws {@link ConfigError}.
 */
export function loadConfig(quietly: LogLevel = 'error'): Loaded {
  const parsed = parseConfig(readEnvironment());
  if (!parsed.ok) throw new ConfigError(parsed.problems);
  const { config, secrets } = parsed;
  return { config, secrets, log: openLog({ level: config.logLevel ?? quietly }) };
}
