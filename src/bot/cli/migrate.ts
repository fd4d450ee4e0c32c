import { storeMode } from '#bot/store-mode.ts';
import { openStore } from '#store/open-store.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { loadConfig } from './load-config.ts';
import { terminal } from './terminal.ts';

/** `genesis migrate`: brings the database to this program's version; doing it again changes nothing. */
export async function migrate(options: { json?: boolean }): Promise<ExitCode> {
  const { config, secrets, log } = loadConfig();
  await using store = await openStore({ mode: storeMode(config, secrets), now: Date.now, log });
  const { applied } = await store.migrate();
  if (options.json) terminal.json({ applied });
  else if (applied.length === 0) terminal.out('The database is up to date.');
  else terminal.out(`Applied ${applied.length}:\n${applied.map((name) => `  ${name}`).join('\n')}`);
  return EXIT.ok;
}
