#!/usr/bin/env node
// The entry for every Node. Under one that cannot run TypeScript it hands over to the Node 24 that npm installed
// beside the dependencies, and the two live and die together.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (Number(process.versions.node.split('.')[0]) >= 24) {
  if (process.channel) {
    // Whoever started us is gone, however it ended: do not outlive it with the data directory in our hands.
    process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
    process.channel.unref();
  }
  const { main } = await import('./cli/main.ts');
  await main(process.argv.slice(2));
} else {
  const node = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write(
      `Genesis needs Node 24 and this is ${process.version}: run npm ci, which brings one along, or install it.\n`,
    );
    process.exit(2);
  }
  const quiet = '--disable-warning=ExperimentalWarning';
  const child = spawn(node, [quiet, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
