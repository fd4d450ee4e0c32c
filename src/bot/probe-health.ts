import { setTimeout as delay } from 'node:timers/promises';
import {
  HEALTH_COMPONENTS,
  type Health,
  type HealthComponent,
  type HealthComponentName,
  type HealthReport,
  type HealthStatus,
} from './health.ts';
import type { Logger } from './log.ts';

/** What one probe found: 0 to 100, and one line for people. */
type ProbeResult = { score: number; detail: string };
export type Probe = () => Promise<ProbeResult>;

export type ProbeHealthSettings = {
  probes: Readonly<Record<HealthComponentName, Probe>>;
  timeoutMs: number;
  /** Milliseconds between rounds of probes; 0 probes only when asked. */
  everyMs: number;
  /** The same for what is cheap to ask and takes everything down with it; 0 leaves it to the rounds. */
  urgentEveryMs: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Pick<Logger, 'warn'>;
};

/** A probe older than this proves nothing. */
const FRESH_MS = 60_000;
const HEALTHY_FROM = 70;
const DEGRADED_FROM = 40;
/** Without one of these nobody is served, however well the others are. */
const ESSENTIAL: ReadonlySet<HealthComponentName> = new Set(['slack', 'database', 'queue']);

/** Asked over a connection that is open, and the first to die. */
const URGENT: readonly HealthComponentName[] = ['database', 'queue'];

type Finding = ProbeResult & { at: number; tookMs: number };

/** Health out of probes that run in the background and on demand; probes of one component never overlap. */
export function probeHealth(settings: ProbeHealthSettings): Health & Disposable {
  const { probes, timeoutMs, now } = settings;
  const found = new Map<HealthComponentName, Finding>();
  const asking = new Map<HealthComponentName, Promise<void>>();

  const probeOne = async (name: HealthComponentName): Promise<void> => {
    const from = now();
    const result = await withTimeout(probes[name], timeoutMs).catch((error: unknown) => {
      settings.log.warn({ component: name, err: error }, 'health probe failed');
      return { score: 0, detail: 'the probe itself failed; see the log' };
    });
    found.set(name, { ...result, at: now(), tookMs: now() - from });
  };
  const ask = (name: HealthComponentName): Promise<void> => {
    const present = asking.get(name) ?? probeOne(name).finally(() => asking.delete(name));
    asking.set(name, present);
    return present;
  };
  const probe = async (names: readonly HealthComponentName[]): Promise<void> => {
    await Promise.all(names.map(ask));
  };
  const timers = [
    ...repeat(settings.everyMs, () => probe(HEALTH_COMPONENTS)),
    ...repeat(settings.urgentEveryMs, () => probe(URGENT)),
  ];

  const report = (): HealthReport =>
    total(HEALTH_COMPONENTS.map((name) => judge(name, found.get(name), now())));
  return {
    report,
    async refresh(names = HEALTH_COMPONENTS) {
      await probe(names);
      return report();
    },
    [Symbol.dispose]() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

function repeat(everyMs: number, probe: () => Promise<void>): NodeJS.Timeout[] {
  return everyMs > 0 ? [setInterval(probe, everyMs).unref()] : [];
}

/** A probe that hangs has found something, too. */
async function withTimeout(probe: Probe, timeoutMs: number): Promise<ProbeResult> {
  const over = new AbortController();
  const late = delay(timeoutMs, { score: 0, detail: `no answer within ${timeoutMs / 1_000} s` }, over);
  try {
    return await Promise.race([probe(), late]);
  } finally {
    // The timer that lost the race must not hold the process; its rejection says only that it was cleared.
    late.catch(() => undefined);
    over.abort();
  }
}

function judge(name: HealthComponentName, finding: Finding | undefined, now: number): HealthComponent {
  if (finding === undefined) {
    return { name, status: 'unhealthy', score: 0, detail: 'not probed yet', ageMs: null, tookMs: null };
  }
  const ageMs = Math.max(0, now - finding.at);
  const stale = ageMs > FRESH_MS;
  const score = stale ? Math.min(finding.score, HEALTHY_FROM - 1) : finding.score;
  const detail = stale ? `${finding.detail} (not probed for ${Math.round(ageMs / 1_000)} s)` : finding.detail;
  return { name, status: statusOf(score), score, detail, ageMs, tookMs: finding.tookMs };
}

/** The mean of all, but no better than the worst of those that nothing works without. */
function total(components: readonly HealthComponent[]): HealthReport {
  const mean = components.reduce((sum, component) => sum + component.score, 0) / components.length;
  const worst = Math.min(...components.filter(({ name }) => ESSENTIAL.has(name)).map(({ score }) => score));
  const score = Math.round(Math.min(mean, worst));
  return { status: statusOf(score), score, components };
}

function statusOf(score: number): HealthStatus {
  if (score >= HEALTHY_FROM) return 'healthy';
  return score >= DEGRADED_FROM ? 'degraded' : 'unhealthy';
}
