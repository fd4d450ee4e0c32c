import type { BaseMessage, UsageMetadata } from '@langchain/core/messages';
import { bulkhead, TimeoutStrategy, timeout } from 'cockatiel';
import type { Logger, ModelSettings } from '#agents/agents-settings.ts';
import { Breaker } from '#agents/resilience/breaker.ts';
import { CallFailure, modelRests } from '#agents/resilience/call-failure.ts';
import { raceAbort } from '#agents/resilience/race-abort.ts';
import { retrying } from '#agents/resilience/retry.ts';
import type { ModelTier } from '#graph/ports.ts';
import type { ModelCall } from '#graph/usage.ts';
import { modelFailure, wasAnswered, wasNeverSent } from './model-failure.ts';
import { microUsdOf, priceOf } from './price.ts';
import type { UnparsedCompletions } from './unparsed-completions.ts';

/** Calls of one process to the endpoint at the same time; more wait for their turn. */
const CONCURRENCY = 32;

/** What a chat model said: text, calls of tools, and the tokens it took. */
export type ChatMessage = Awaited<ReturnType<UnparsedCompletions['invoke']>>;

/** A JSON schema as the wire has it. */
export type JsonSchema = Record<string, unknown>;

export type ChatQuestion = {
  /** Prompt and version, such as `plan.v1`. */
  name: string;
  tier: ModelTier;
  messages: BaseMessage[];
  maxOutputTokens: number;
  tools?: readonly { name: string; description: string; schema: JsonSchema }[];
  /** Asks for one JSON object of this schema. */
  json?: { name: string; schema: JsonSchema };
  signal: AbortSignal;
  /** False: one attempt, no breaker. */
  resilient: boolean;
  /** Told of every attempt, failed ones too: they are rows of `model_calls`. */
  onCall: (call: ModelCall) => void;
  onRetry: (attempt: number) => void;
};

/** One OpenAI-compatible endpoint with its breaker and bulkhead. Retries are here and nowhere else. */
export class ChatEndpoint {
  readonly breaker: Breaker;
  readonly #settings: ModelSettings;
  readonly #clock: { now: () => number; random: () => number };
  readonly #log: Logger;
  readonly #bulkhead = bulkhead(CONCURRENCY, Number.POSITIVE_INFINITY);
  readonly #chats = new Map<string, UnparsedCompletions>();
  readonly #unpriced = new Set<string>();

  constructor(settings: ModelSettings, deps: { now: () => number; random: () => number; log: Logger }) {
    this.#settings = settings;
    this.#clock = deps;
    this.#log = deps.log;
    this.breaker = new Breaker({
      counts: (error) => error instanceof CallFailure && error.kind === 'unavailable',
      refuse: modelRests,
      now: deps.now,
    });
  }

  /** Models of the configured tiers whose price nobody gave: they are booked at `UNKNOWN_PRICE`. */
  unpriced(): string[] {
    const names = new Set(Object.values(this.#settings.models));
    return [...names].filter((name) => !priceOf(name, this.#settings.prices).known);
  }

  /** The model's message; rejects with a {@link CallFailure}, or with the signal's reason. */
  async ask(question: ChatQuestion): Promise<ChatMessage> {
    question.signal.throwIfAborted();
    if (!question.resilient) return this.#attempt(question);
    return retrying(() => this.breaker.execute(() => this.#attempt(question)), {
      signal: question.signal,
      random: this.#clock.random,
      onRetry: question.onRetry,
    });
  }

  async #attempt(question: ChatQuestion): Promise<ChatMessage> {
    const { now } = this.#clock;
    const chat = await this.#chat(this.#settings.models[question.tier], question.maxOutputTokens);
    const limit = timeout(this.#settings.timeoutMs, TimeoutStrategy.Aggressive);
    let started: number | null = null;
    const invoke = (): Promise<ChatMessage> =>
      limit.execute(({ signal }) => {
        started = now();
        return chat.invoke(question.messages, { ...this.#options(question), signal });
      }, question.signal);
    try {
      const queued = this.#bulkhead.execute(invoke, question.signal);
      const message = await raceAbort(queued, question.signal);
      this.#book(question, message, null, now() - (started ?? now()));
      return message;
    } catch (error) {
      // Stopped while it waited for its turn: no call was made.
      if (started !== null) this.#book(question, null, error, now() - started);
      question.signal.throwIfAborted();
      throw modelFailure(error, now());
    }
  }

  #options(question: ChatQuestion) {
    const tools = question.tools?.map(({ name, description, schema }) => ({
      type: 'function' as const,
      function: { name, description, parameters: schema },
    }));
    const json = question.json;
    return {
      ...(tools === undefined || tools.length === 0 ? {} : { tools }),
      ...(json === undefined
        ? {}
        : { response_format: { type: 'json_schema' as const, json_schema: { ...json, strict: false } } }),
    };
  }

  /**
   * Tokens are the endpoint's own count; where it gives none, and for a call that was cut off after it was sent,
   * they are estimated at four characters a token rather than booked as zero. A refused call cost nothing, nor did one
   * that found nobody to connect to.
   */
  #book(question: ChatQuestion, message: ChatMessage | null, error: unknown, ms: number): void {
    const model = this.#settings.models[question.tier];
    const counted = countedBy(message);
    const sent = message !== null || !(wasAnswered(error) || wasNeverSent(error));
    const inputTokens = counted?.input_tokens ?? (sent ? tokensIn(question.messages) : 0);
    const outputTokens = counted?.output_tokens ?? (message === null ? 0 : tokensIn([message]));
    const { price, known } = priceOf(model, this.#settings.prices);
    if (!known && !this.#unpriced.has(model)) {
      this.#unpriced.add(model);
      this.#log.warn({ model, bookedAt: price }, 'price of a model is unknown, booked at a high one');
    }
    const microUsd = microUsdOf(price, inputTokens, outputTokens);
    const { name, tier } = question;
    question.onCall({ name, model, tier, ok: message !== null, ms, inputTokens, outputTokens, microUsd });
  }

  /** Imported at the first question: a deployment without a model does not wait for the client to load. */
  async #chat(model: string, maxTokens: number): Promise<UnparsedCompletions> {
    const key = `${model} ${maxTokens}`;
    const known = this.#chats.get(key);
    if (known !== undefined) return known;
    const { UnparsedCompletions } = await import('./unparsed-completions.ts');
    const { apiKey, baseUrl, timeoutMs } = this.#settings;
    const chat = new UnparsedCompletions({
      model,
      apiKey,
      maxTokens,
      maxRetries: 0,
      // Ours fires first; this one closes the socket where the client misses the signal.
      timeout: timeoutMs + 1_000,
      configuration: { maxRetries: 0, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) },
    });
    this.#chats.set(key, chat);
    return chat;
  }
}

function tokensIn(messages: readonly BaseMessage[]): number {
  return Math.ceil(messages.reduce((sum, message) => sum + message.text.length, 0) / 4);
}

function countedBy(message: ChatMessage | null): UsageMetadata | undefined {
  return message?.usage_metadata;
}
