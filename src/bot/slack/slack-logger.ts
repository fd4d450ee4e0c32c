import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from '#bot/log.ts';

/**
 * Bolt's and the Web client's own log lines, into ours. Their debug lines hold whole messages and are dropped; what
 * they say is a field and not the message, since it is not static.
 */
export function slackLogger(log: Logger): SlackLogger {
  const said = (parts: unknown[]) => ({ detail: parts.map(String).join(' ').slice(0, 500) });
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(said(parts), 'slack client'),
    warn: (...parts) => log.warn(said(parts), 'slack client'),
    error: (...parts) => log.error(said(parts), 'slack client'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
