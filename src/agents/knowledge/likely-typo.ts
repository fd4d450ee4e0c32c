/** From this length on two letters may be wrong; below it one. */
const LONG = 9;

/**
 * Whether one word is likely the other, misspelt: a letter too many, too few, wrong, or two of them swapped. The first
 * letter is nearly always right in a misspelt word, and nearly never in another word that looks alike.
 */
export function isLikely(typed: string, meant: string): boolean {
  const most = typed.length < LONG ? 1 : 2;
  if (typed[0] !== meant[0] || Math.abs(typed.length - meant.length) > most) return false;
  return distance(typed, meant) <= most;
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function distance(a: string, b: string): number {
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        (back[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (back[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, (twoBack[column - 2] ?? 0) + 1);
      current.push(least);
    }
    twoBack = back;
    back = current;
  }
  return back[b.length] ?? 0;
}
