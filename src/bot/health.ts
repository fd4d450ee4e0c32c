export const HEALTH_COMPONENTS = ['slack', 'database', 'queue', 'models', 'agents'] as const;
export type HealthComponentName = (typeof HEALTH_COMPONENTS)[number];

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

export type HealthComponent = {
  name: HealthComponentName;
  status: HealthStatus;
  /** 0 to 100. */
  score: number;
  /** One line for people: what was found, and what to do when it is not well. */
  detail: string;
  /** Milliseconds since the probe behind this ended; null when there was none yet. */
  ageMs: number | null;
  /** How long that probe took, milliseconds. */
  tookMs: number | null;
};

export type HealthReport = {
  status: HealthStatus;
  /** 0 to 100: healthy from 70, degraded from 40. */
  score: number;
  components: readonly HealthComponent[];
};

/** What real probes found. A component without a probe in the last minute is never healthy. */
export interface Health {
  /** From the latest probes, with their age now. */
  report(): HealthReport;
  /** Probes everything now, or only what is named, each within its timeout. */
  refresh(names?: readonly HealthComponentName[]): Promise<HealthReport>;
}
