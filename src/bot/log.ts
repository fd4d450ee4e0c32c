import { type DestinationStream, type Logger, pino } from 'pino';
import { redactText, shortened } from './redact.ts';

export type { Logger };

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Fields that hold a secret whatever their value looks like, at the top and one level down. */
const SECRET_FIELDS = [
  'token',
  'botToken',
  'appToken',
  'apiKey',
  'key',
  'password',
  'authorization',
  'secret',
];

/**
 * JSON lines, by default on standard error: standard output belongs to what people read.
 * The whole line is redacted after serialising, so that a secret inside an error's message, a stack or a
 * nested object does not pass either.
 */
export function openLog(options: { level: LogLevel; destination?: DestinationStream }): Logger {
  const target = options.destination ?? pino.destination({ dest: 2, sync: true });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    },
    { write: (line) => target.write(shortened(redactText(line))) },
  );
}
