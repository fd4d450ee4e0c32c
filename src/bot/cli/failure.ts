import { ConfigError } from '#bot/config-error.ts';
import { redactText } from '#bot/redact.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** A command that cannot go on. The message is one sentence for the operator, with the remedy. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: ExitCode;

  constructor(message: string, code: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type Failure = { message: string; code: ExitCode };

/**
 * Faults whose message already is one sentence for the operator. By name: the classes lie beside Bolt and the
 * database, which a short command does not wait for.
 */
const SENTENCES: ReadonlySet<string> = new Set([
  'PortError',
  'DirectoryInUseError',
  'DataDirectoryError',
  'MigrationError',
  'SlackUnreachableError',
]);

/** Any error as one sentence without secrets, and its exit code. What is not ours is described, not dumped. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandFailure) return { message: error.message, code: error.code };
  if (error instanceof ConfigError) return { message: error.message, code: EXIT.usage };
  if (error instanceof Error && SENTENCES.has(error.name))
    return { message: error.message, code: EXIT.failed };
  return { message: oneSentence(reachability(error) ?? messageOf(error)), code: EXIT.failed };
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'Something unexpected failed';
}

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: is it running?',
  ENOTFOUND: 'has a name that does not resolve: check the address.',
  EAI_AGAIN: 'has a name that cannot be resolved now: check the network.',
  ETIMEDOUT: 'does not answer: check address and firewall.',
  ECONNRESET: 'cut the connection: look at its log.',
  '28P01': 'refuses the password: check user and password.',
  '3D000': 'has no such database: create it, or correct its name.',
};

/** Network and login errors, wherever in the chain of causes they lie. */
function reachability(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    // A host with several addresses fails with one error for each of them.
    const errors: unknown[] = at instanceof AggregateError ? [at, ...at.errors] : [at];
    for (const one of errors) {
      const code = one instanceof Error && 'code' in one ? String(one.code) : '';
      const text = NETWORK[code];
      if (text !== undefined) return `A server that Genesis needs ${text}`;
    }
  }
  return null;
}

function oneSentence(text: string): string {
  const line = redactText(text).split('\n')[0]?.trim() ?? '';
  return /[.!?:]$/.test(line) ? line : `${line}.`;
}
