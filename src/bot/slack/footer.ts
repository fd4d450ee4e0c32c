import type { RunReport } from '#graph/orchestrator.ts';
import { sumUsage } from '#graph/usage.ts';

/** What stands under every answer: who worked, what it cost, and the reference to the run's rows. */
export function footerText(report: RunReport): string {
  const agents = [
    ...new Set(
      report.results.flatMap((result) =>
        result.status === 'done' && result.agent !== null ? [result.agent] : [],
      ),
    ),
  ];
  const usage = sumUsage([...report.modelCalls, ...report.results.flatMap((result) => result.modelCalls)]);
  const tokens = usage.inputTokens + usage.outputTokens;
  return [
    agents.length === 0 ? 'no agent' : agents.join(', '),
    `${tokens.toLocaleString('en-US')} tokens`,
    dollars(usage.microUsd),
    `run ${report.request.runId}`,
  ].join(' · ');
}

/** Micro-dollars as money, with as many digits as the amount needs to be seen. */
function dollars(microUsd: number): string {
  const usd = microUsd / 1_000_000;
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${usd.toFixed(6).replace(/0+$/, '')}` : `$${usd.toFixed(2)}`;
}
