import { z } from 'zod';
import type { HealthReport } from '#bot/health.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { loadConfig } from './load-config.ts';
import { bold, coloured, dim, terminal } from './terminal.ts';

const Status = z.enum(['healthy', 'degraded', 'unhealthy']);
const Report: z.ZodType<HealthReport> = z.object({
  status: Status,
  score: z.number(),
  components: z.array(
    z.object({
      name: z.enum(['slack', 'database', 'queue', 'models', 'agents']),
      status: Status,
      score: z.number(),
      detail: z.string(),
      ageMs: z.number().nullable(),
      tookMs: z.number().nullable(),
    }),
  ),
});

const COLOURS = { healthy: 'green', degraded: 'yellow', unhealthy: 'red' } as const;
const TIMEOUT_MS = 5_000;

/** `genesis health`: what the running bot's probes found, asked of its own port. */
export async function health(options: { json?: boolean }): Promise<ExitCode> {
  const { config } = loadConfig();
  const host = config.http.host === '0.0.0.0' ? '127.0.0.1' : config.http.host;
  const report = await askBot(`http://${host}:${config.http.port}/health`);
  if (options.json) terminal.json(report);
  else {
    terminal.out(`${bold(coloured(COLOURS[report.status], report.status))}  ${report.score} of 100`);
    for (const { name, status, score, detail, ageMs } of report.components) {
      const age = ageMs === null ? 'never' : `${Math.round(ageMs / 1_000)} s ago`;
      terminal.out(
        `  ${coloured(COLOURS[status], status.padEnd(9))} ${String(score).padStart(3)}  ${name.padEnd(8)} ${detail} ${dim(`(probed ${age})`)}`,
      );
    }
  }
  return report.status === 'unhealthy' ? EXIT.failed : EXIT.ok;
}

async function askBot(url: string): Promise<HealthReport> {
  let body: unknown;
  try {
    body = await (await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })).json();
  } catch (cause) {
    throw new CommandFailure(
      `No bot answers at ${url}: start one with npm start, or set PORT and HOST as it has them.`,
      EXIT.failed,
      { cause },
    );
  }
  const report = Report.safeParse(body);
  if (report.success) return report.data;
  throw new CommandFailure(`What answers at ${url} is still starting, or is no Genesis.`, EXIT.failed);
}
