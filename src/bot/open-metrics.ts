import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Agents } from '#agents/open-agents.ts';
import type { RunReport } from '#graph/orchestrator.ts';
import type { Queue } from '#store/queue.ts';
import type { Metrics } from './metrics.ts';

export interface OpenMetrics extends Metrics, AsyncDisposable {
  /** Gauges and counters that their owners keep; read at every scrape. */
  observe(owners: { queue: Pick<Queue, 'depth'>; agents: Pick<Agents, 'stats' | 'breakers'> }): void;
  /** Everything in Prometheus' text format. */
  render(): Promise<string>;
}

/** Bucket bounds in seconds, from a cached answer to the longest run allowed. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
const PHASES = ['plan', 'route', 'validate', 'execute', 'critique'] as const;
const BREAKER_STATES = { closed: 0, half_open: 1, open: 2 } as const;

/** Metrics of this process alone; a scrape of every instance gives the whole. */
export function openMetrics(): OpenMetrics {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter('genesis');
  const advice = { explicitBucketBoundaries: SECONDS };
  const counter = (name: string, description: string) => meter.createCounter(name, { description });
  const seconds = (name: string, description: string) =>
    meter.createHistogram(name, { description, unit: 's', advice });

  const requests = counter('genesis_requests', 'Inbound Slack events by kind and what became of them');
  const runs = counter('genesis_runs', 'Runs by how they ended');
  const tasks = counter('genesis_tasks', 'Tasks by agent and how they ended');
  const critics = counter('genesis_critics', 'Critics by name and whether they ran, were gated or failed');
  const tokens = counter('genesis_tokens', 'Model tokens by model and direction');
  const spend = counter('genesis_spend_usd', 'Money spent on models, US dollars');
  const limited = counter('genesis_slack_rate_limited', 'Answers 429 of Slack by method');
  const runSeconds = seconds('genesis_run_seconds', 'Wall time of a run');
  const phaseSeconds = seconds('genesis_phase_seconds', 'Wall time of a run by phase');
  const firstProgress = seconds(
    'genesis_first_progress_seconds',
    'From receipt to the first visible progress',
  );

  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  meter
    .createObservableGauge('genesis_event_loop_lag_seconds', {
      description: 'Event-loop delay, 99th percentile',
    })
    .addCallback((result) => {
      // The histogram counts the timer's own 10 ms, and says NaN before its first sample. Reset: since last scrape.
      const p99 = lag.percentile(99) / 1e9 - 0.01;
      result.observe(Number.isFinite(p99) ? Math.max(0, p99) : 0);
      lag.reset();
    });
  meter
    .createObservableGauge('genesis_memory_bytes', { description: 'Resident memory of the process' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));

  return {
    received: (kind, outcome) => requests.add(1, { kind, outcome }),
    firstProgress: (ms) => firstProgress.record(ms / 1_000),
    slackRateLimited: (method) => limited.add(1, { method }),
    runEnded(report) {
      runs.add(1, { status: report.outcome.status, reason: reasonOf(report) });
      // A suspended run comes back as an ended one, and counts its work then.
      if (report.outcome.status === 'awaiting_approval') return;
      runSeconds.record(report.timings.totalMs / 1_000, { status: report.outcome.status });
      for (const phase of PHASES) {
        const ms = report.timings[`${phase}Ms`];
        if (ms > 0) phaseSeconds.record(ms / 1_000, { phase });
      }
      for (const result of report.results)
        tasks.add(1, { agent: result.agent ?? 'none', status: result.status });
      for (const review of report.reviews) {
        for (const record of review.records) critics.add(1, { critic: record.name, status: record.status });
      }
      for (const call of [...report.modelCalls, ...report.results.flatMap((result) => result.modelCalls)]) {
        tokens.add(call.inputTokens, { model: call.model, direction: 'input' });
        tokens.add(call.outputTokens, { model: call.model, direction: 'output' });
        spend.add(call.microUsd / 1e6, { model: call.model });
      }
    },
    observe({ queue, agents }) {
      const jobs = meter.createObservableGauge('genesis_queue_jobs', { description: 'Jobs by state' });
      const age = meter.createObservableGauge('genesis_queue_oldest_seconds', {
        description: 'Age of the oldest waiting job',
      });
      meter.addBatchObservableCallback(
        async (result) => {
          const depth = await queue.depth();
          for (const state of ['queued', 'active', 'dead'] as const) {
            result.observe(jobs, depth[state], { state });
          }
          result.observe(age, depth.oldestSeconds);
        },
        [jobs, age],
      );
      const events = meter.createObservableCounter('genesis_agent_cache', {
        description: 'Agent cache events',
      });
      const live = meter.createObservableGauge('genesis_agents_live', {
        description: 'Agents that are built',
      });
      const breakers = meter.createObservableGauge('genesis_breaker_state', {
        description: 'Breakers: 0 closed, 1 half open, 2 open',
      });
      meter.addBatchObservableCallback(
        (result) => {
          const stats = agents.stats();
          for (const event of ['hits', 'misses', 'loads', 'evictions', 'failures'] as const) {
            result.observe(events, stats[event], { event });
          }
          result.observe(live, stats.live);
          for (const { name, state } of agents.breakers()) {
            result.observe(breakers, BREAKER_STATES[state], { breaker: name });
          }
        },
        [events, live, breakers],
      );
    },
    async render() {
      const { resourceMetrics } = await reader.collect({ timeoutMillis: 2_000 });
      return serializer.serialize(resourceMetrics);
    },
    async [Symbol.asyncDispose]() {
      lag.disable();
      await provider.shutdown();
    },
  };
}

function reasonOf({ outcome }: RunReport): string {
  switch (outcome.status) {
    case 'refused':
      return outcome.reason;
    case 'failed':
      return outcome.category;
    case 'answered':
      return outcome.degraded.length > 0 ? 'degraded' : 'complete';
    case 'awaiting_approval':
      return 'approval';
    default:
      return outcome satisfies never;
  }
}
