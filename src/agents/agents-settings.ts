import type { PriceTable } from '#agents/models/price.ts';
import type { ModelTier } from '#graph/ports.ts';

/** The part of a pino logger that the agents use. Messages are static; no user text goes in. */
export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** An OpenAI-compatible endpoint: OpenAI itself, Ollama, vLLM or a gateway. */
export type ModelSettings = {
  apiKey: string;
  /** With its version part, such as `http://127.0.0.1:11434/v1`; OpenAI's own when absent. */
  baseUrl?: string;
  models: Record<ModelTier, string>;
  /** Entries override the shipped table, by model name. */
  prices: PriceTable;
  /** Of one call, milliseconds. */
  timeoutMs: number;
};

export type AgentsSettings = {
  /** The deployment's own folders of agent files, the strongest last. The shipped catalog is always the first. */
  catalogDirs: readonly string[];
  /** Folder of Markdown for `search_knowledge`; null: that tool is missing. */
  knowledgeDir: string | null;
  /** Null: no model is configured, and model agents say so. */
  model: ModelSettings | null;
  cache: { max: number; idleMs: number };
  /** How often folders are looked at for changes, milliseconds; 2,000 when absent. */
  pollMs?: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** 0 to 1, for jitter alone. */
  random: () => number;
  log: Logger;
};
