import type { AgentsSettings } from '#agents/agents-settings.ts';

type LogLine = { level: string; fields: object; message: string };

/** Settings without a model, silent, and quick to notice changes. */
export function agentSettings(changes: Partial<AgentsSettings> = {}): AgentsSettings & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const line =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message });
    };
  return {
    catalogDirs: [],
    knowledgeDir: null,
    model: null,
    cache: { max: 50, idleMs: 3_600_000 },
    pollMs: 10,
    now: () => Date.now(),
    random: () => 0,
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    lines,
    ...changes,
  };
}
