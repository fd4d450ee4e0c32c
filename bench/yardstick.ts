import { measure } from './measure.ts';

const TEXT = 'audit the checkout service and draft the customer note; '.repeat(40);

/**
 * Milliseconds that a fixed piece of plain work takes here and now (splitting and counting 2,240 characters): what times
 * are divided by to be compared between machines, and between a quiet and a busy hour of one.
 */
export function yardstick(): number {
  let kept = 0;
  const { medianMs } = measure(
    () => {
      const counts = new Map<string, number>();
      for (const word of TEXT.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
      kept += counts.size;
    },
    { budgetMs: 300, least: 200 },
  );
  return kept > 0 ? medianMs : Number.NaN;
}
