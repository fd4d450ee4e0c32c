import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { text as readAll } from 'node:stream/consumers';
import type { Runtime } from '#bot/compose-runtime.ts';
import type { RunReport } from '#graph/orchestrator.ts';
import type { RunContext, StopReason } from '#graph/ports.ts';
import { Request } from '#graph/request.ts';
import type { StoreAccess } from '#store/open-store.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { inOrder } from './in-order.ts';
import { loadConfig } from './load-config.ts';
import { openForCommand } from './open-for-command.ts';
import { printRun } from './print-run.ts';
import { progressLine } from './progress-line.ts';
import { readRequests } from './read-requests.ts';
import { runJson } from './run-json.ts';
import { terminal } from './terminal.ts';

export type AskOptions = { json?: boolean; file?: string; approve?: boolean };

/** Requests of a batch that run at once. */
const BATCH_WIDTH = 4;

type Asking = Runtime & { store: StoreAccess; user: string; approve: boolean; signal: AbortSignal };

/** `genesis ask "<request>"` and `genesis ask --file requests.jsonl`. */
export async function ask(words: string | undefined, options: AskOptions): Promise<ExitCode> {
  if ((words === undefined) === (options.file === undefined)) {
    throw new CommandFailure(
      'Give either a request in quotes or --file with one request a line.',
      EXIT.usage,
    );
  }
  const lines = options.file === undefined ? [] : readRequests(await readSource(options.file));
  const show = (report: RunReport): void =>
    options.json ? terminal.json(runJson(report)) : terminal.out(printRun(report));

  return asking(options.approve === true, async (world) => {
    if (words !== undefined) {
      const done = await askOne(world, words, '');
      show(done.report);
      await done.recorded;
      return codeOf(done.report);
    }
    let code: ExitCode = EXIT.ok;
    for (const line of lines) {
      if (line.ok) continue;
      code = EXIT.failed;
      terminal.progress(`${options.file} line ${line.line} ${line.problem}`);
    }
    const good = lines.filter((line) => line.ok);
    const recorded: Promise<void>[] = [];
    await inOrder(
      good,
      BATCH_WIDTH,
      ({ text, line }) => askOne(world, text, `line ${line}: `),
      (done) => {
        recorded.push(done.recorded);
        show(done.report);
        const one = codeOf(done.report);
        // A failure outweighs a refusal; what waits for an approval is a good end of a batch's line.
        if (one === EXIT.failed || (one === EXIT.refused && code === EXIT.ok)) code = one;
      },
    );
    await Promise.all(recorded);
    return code;
  });
}

/** Opens everything for as long as the command asks, and stops its runs on Ctrl+C and by the emergency stop. */
async function asking(approve: boolean, command: (world: Asking) => Promise<ExitCode>): Promise<ExitCode> {
  const loaded = loadConfig();
  // Loaded only now: a wrong command line is told before the graph is in memory.
  const [{ composeAgents, composeRuntime, ownLater }, { MemorySaver }] = await Promise.all([
    import('#bot/compose-runtime.ts'),
    import('@langchain/langgraph'),
  ]);
  const ambient = { log: loaded.log, now: Date.now, random: Math.random };
  await using stack = new AsyncDisposableStack();
  const agents = ownLater(stack, composeAgents(loaded.config, loaded.secrets, ambient));
  const store = stack.use(await openForCommand(loaded, { migrate: true }));
  const runtime = await composeRuntime(stack, loaded.config, {
    store,
    agents: await agents,
    checkpointer: new MemorySaver(),
    signals: null,
    ambient,
  });
  const stop = new AbortController();
  const abort = (reason: StopReason): void => stop.abort(reason);
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    terminal.progress('Stopping; once more to leave at once.');
    abort('user');
  };
  process.on('SIGINT', interrupt);
  stack.defer(() => void process.off('SIGINT', interrupt));
  const user = `cli:${userInfo().username}`;
  runtime.flags.onChange(() => {
    if (runtime.flags.enabled('emergency_shutdown', user)) abort('emergency');
  });
  // Awaited here: what it uses is closed when this returns.
  return await command({ ...runtime, store, user, approve, signal: stop.signal });
}

async function askOne(
  { store, orchestrator, user, approve, signal }: Asking,
  text: string,
  prefix: string,
): Promise<{ report: RunReport; recorded: Promise<void> }> {
  const runId = randomUUID();
  const receivedAt = Date.now();
  const request = Request.parse({
    runId,
    correlationId: runId,
    team: 'cli',
    channel: 'cli',
    thread: runId,
    ts: String(receivedAt / 1_000),
    user,
    role: 'admin',
    via: 'cli',
    text,
    receivedAt,
  });
  const { epoch } = await store.runs.claim(request);
  const run: RunContext = {
    runId,
    correlationId: runId,
    epoch,
    signal,
    progress: (event) => {
      const line = progressLine(event);
      if (line !== null) terminal.progress(`${prefix}${line}`);
    },
  };
  let report = await orchestrator.run(request, run);
  if (approve && report.outcome.status === 'awaiting_approval') {
    report = await orchestrator.resume(request, { approved: true, by: user, reason: 'clicked' }, run);
  }
  return { report, recorded: record(report) };

  async function record(ended: RunReport): Promise<void> {
    // Nobody can approve it any more once this process is gone, so it ends here and frees what it reserved.
    const final =
      ended.outcome.status === 'awaiting_approval'
        ? await orchestrator.resume(request, { approved: false, by: user, reason: 'expired' }, run)
        : ended;
    await store.runs.record(run, final);
    await store.events.flush();
  }
}

function codeOf({ outcome }: RunReport): ExitCode {
  switch (outcome.status) {
    case 'answered':
      return EXIT.ok;
    case 'refused':
      return EXIT.refused;
    case 'failed':
      return EXIT.failed;
    case 'awaiting_approval':
      return EXIT.awaitingApproval;
    default:
      return outcome satisfies never;
  }
}

async function readSource(file: string): Promise<string> {
  if (file === '-') return readAll(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CommandFailure(`The file ${file} cannot be read: check its path.`, EXIT.usage, { cause });
  }
}
