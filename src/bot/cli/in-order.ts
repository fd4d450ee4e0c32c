/**
 * Does the work with at most `width` at once and hands over each result as soon as it and all before it are there.
 * Rejects with the first failure, once what is under way has ended.
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
  hand: (result: Result) => void,
): Promise<void> {
  const results = new Map<number, Result>();
  let next = 0;
  let handed = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results.set(index, await work(items[index] as Item));
      for (let ready = results.get(handed); results.has(handed); ready = results.get(handed)) {
        results.delete(handed++);
        hand(ready as Result);
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
}
