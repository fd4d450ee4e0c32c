import type { Probe } from './store.ts';

/** Times a round trip; a failure is an answer here, not an error. */
export async function probeWith(now: () => number, roundTrip: () => Promise<unknown>): Promise<Probe> {
  const started = now();
  try {
    await roundTrip();
    return { ok: true, detail: 'answers', ms: now() - started };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, detail, ms: now() - started };
  }
}
