import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryFolder = AsyncDisposable & {
  path: string;
  write(name: string, content: string | object): Promise<string>;
  remove(name: string): Promise<void>;
};

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'genesis-agents-'));
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    },
    remove: (name) => rm(join(path, name)),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A valid agent file's content; `changes` makes it another one, or a broken one. */
export function anAgent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'tester',
    title: 'Tester',
    description: 'Tests things.',
    types: ['test'],
    skills: ['testing'],
    examples: ['test the login'],
    kind: 'model',
    prompt: 'You test things.',
    ...changes,
  };
}
