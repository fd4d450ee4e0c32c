import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type Ended = { code: number | null; out: string; err: string };

/** The real command line as a process, with nothing of this one's environment but what it needs to run. */
export function spawnGenesis(
  args: readonly string[],
  env: Record<string, string>,
  node = process.execPath,
): { child: ChildProcess; ended: Promise<Ended>; printed: (pattern: RegExp) => Promise<string> } {
  const child = spawn(node, ['src/bot/genesis.mjs', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  const seen = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    seen.out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    seen.err += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...seen }));
  /** Resolves with what was printed as soon as it matches; rejects when the process ends before. */
  const printed = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(seen.out)) resolve(seen.out);
      };
      child.stdout?.on('data', look);
      ended.then(({ out, err }) => reject(new Error(`ended before ${pattern}:\n${out}\n${err}`)), reject);
      look();
    });
  return { child, ended, printed };
}

export function genesis(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  return spawnGenesis(args, env).ended;
}
