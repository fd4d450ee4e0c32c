import { execFile, execFileSync, spawn } from 'node:child_process';
import { chown, mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

export type PostgresServer = { ok: true; url: string } | { ok: false; why: string };

/**
 * The test run's Postgres server: `TEST_DATABASE_URL` where it is set, else the machine's own `initdb`, started
 * by the first test that asks and shared by all workers. `ok: false` says why none can run here, for the name of
 * the skipped tests. `url` is a superuser's, to a database that tests must not write to.
 */
export async function postgresServer(scratch: string): Promise<PostgresServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { ok: true, url: given };
  const answer = join(scratch, 'postgres.json');
  return withLock(join(scratch, 'postgres.lock'), async () => {
    const known = await readFile(answer, 'utf8').catch(() => null);
    if (known) return JSON.parse(known) as PostgresServer;
    const started = await start(scratch).catch(
      (error: unknown): PostgresServer => ({ ok: false, why: String(error) }),
    );
    await writeFile(answer, JSON.stringify(started));
    return started;
  });
}

/** Stops what {@link postgresServer} started, if it started anything. */
export async function stopPostgres(scratch: string): Promise<void> {
  const data = join(scratch, 'postgres', 'data');
  const pidFile = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null);
  const pid = Number(pidFile?.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 5_000 && alive(pid); waited += 20) await delay(20);
  if (alive(pid)) process.kill(pid, 'SIGKILL');
}

/** Runs `work` while holding a lock that all workers of this test run see. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const taken = await mkdir(path).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      },
    );
    if (taken) break;
    await delay(25);
  }
  try {
    return await work();
  } finally {
    await rmdir(path);
  }
}

async function start(scratch: string): Promise<PostgresServer> {
  const bin = await binaries();
  if (!bin) return { ok: false, why: 'no initdb on this machine and no TEST_DATABASE_URL' };
  const root = join(scratch, 'postgres');
  await mkdir(root, { recursive: true });
  // Postgres refuses root: it runs as the owner of nothing else, `nobody` where there is no postgres user.
  const identity = process.getuid?.() === 0 ? unprivileged() : null;
  if (identity) {
    await chown(root, identity.uid, identity.gid);
    await run('chmod', ['711', scratch]);
  }
  const data = join(root, 'data');
  const options = {
    ...identity,
    cwd: root,
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  };
  const initdb = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
    '--no-instructions',
  ];
  await run(join(bin, 'initdb'), initdb, options);
  const port = await freePort();
  const settings = Object.entries({
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: root,
    max_connections: 200,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    shared_buffers: '64MB',
  }).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings], {
    ...options,
    detached: true,
    stdio: 'ignore',
  });
  server.unref();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await accepting(url);
  return { ok: true, url };
}

async function accepting(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt >= 200)
        throw new Error('Postgres did not accept connections within 10 s', { cause: error });
      await delay(50);
    }
  }
}

async function binaries(): Promise<string | null> {
  const versions = await readdir('/usr/lib/postgresql').catch((): string[] => []);
  const known = versions.sort((a, b) => Number(b) - Number(a)).map((v) => `/usr/lib/postgresql/${v}/bin`);
  const onPath = (process.env.PATH ?? '').split(':').filter(Boolean);
  for (const folder of [...known, ...onPath, '/opt/homebrew/bin', '/usr/local/pgsql/bin']) {
    if (await stat(join(folder, 'initdb')).catch(() => null)) return folder;
  }
  return null;
}

function unprivileged(): { uid: number; gid: number } {
  const name = ['postgres', 'nobody'].find((user) => {
    try {
      execFileSync('id', ['-u', user], { stdio: 'ignore' });
      return true;
    } catch (error) {
      if (error instanceof Error) return false;
      throw error;
    }
  });
  if (!name) return { uid: 65534, gid: 65534 };
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
