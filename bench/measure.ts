import { quantile } from './quantiles.ts';

/** What many runs of one unit took, in milliseconds. */
export type Measured = { medianMs: number; p99Ms: number; worstMs: number };

/**
 * Times a unit over and over for `budgetMs`, after warming it up for a fifth as long. `unit` gets the number of its
 * round; at least `least` rounds are timed however slow it is, so that a p99 means something.
 */
export function measure(
  unit: (round: number) => void,
  { budgetMs, least }: { budgetMs: number; least: number },
): Measured {
  const warm = performance.now() + budgetMs / 5;
  for (let round = 0; performance.now() < warm; round++) unit(round);
  const samples: number[] = [];
  const end = performance.now() + budgetMs;
  for (let round = 0; round < least || performance.now() < end; round++) {
    const start = performance.now();
    unit(round);
    samples.push(performance.now() - start);
  }
  const sorted = Float64Array.from(samples).sort();
  return { medianMs: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99), worstMs: sorted.at(-1) ?? 0 };
}

/**
 * The least of each quantile over several repetitions, and the worst of all. What else runs on a machine only ever adds
 * time, and comes and goes in seconds: the quietest repetition says most of the code, at its median as in its tail.
 */
export function quietest(repetitions: readonly Measured[]): Measured {
  return {
    medianMs: Math.min(...repetitions.map((one) => one.medianMs)),
    p99Ms: Math.min(...repetitions.map((one) => one.p99Ms)),
    worstMs: Math.max(...repetitions.map((one) => one.worstMs)),
  };
}
