/** npm passes a terminal's Ctrl+C on to a process that got it already: that is one wish, not two. */
const SAME_WISH_MS = 500;

/** Resolves with the first SIGINT or SIGTERM; a later one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const receive = (signal: NodeJS.Signals): void => {
      if (first === null) {
        first = performance.now();
        resolve(signal);
      } else if (performance.now() - first > SAME_WISH_MS) {
        process.exit(signal === 'SIGINT' ? 130 : 143);
      }
    };
    process.on('SIGINT', receive);
    process.on('SIGTERM', receive);
  });
}
