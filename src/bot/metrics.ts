import type { RunReport } from '#graph/orchestrator.ts';

/** What the Slack side counts as it happens; gauges are read from their owners at scrape time. */
export interface Metrics {
  /** One inbound event, after screening and persisting. */
  received(
    kind: 'message' | 'command' | 'action' | 'stop',
    outcome: 'accepted' | 'duplicate' | 'ignored',
  ): void;
  /** A run that ended or waits for approval: outcome, latencies, critics, tokens and money. Once per run. */
  runEnded(report: RunReport): void;
  /** Milliseconds from receipt to the first visible progress. */
  firstProgress(ms: number): void;
  /** Slack answered 429 to this method. */
  slackRateLimited(method: string): void;
}
