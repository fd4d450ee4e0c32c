import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { z } from 'zod';
import { CallFailure } from '#agents/resilience/call-failure.ts';
import type { ModelAnswer, Models } from '#graph/ports.ts';
import type { ModelCall } from '#graph/usage.ts';
import type { ChatEndpoint, JsonSchema } from './chat-endpoint.ts';
import { rejectsResponseFormat } from './model-failure.ts';

type Question = Parameters<Models['text']>[0];

/** The graph's model port over one endpoint; null: no model is configured. */
export function openModels(endpoint: ChatEndpoint | null): Models {
  return {
    available: endpoint !== null,
    structured: (question) =>
      endpoint === null ? noModel() : answering((calls) => structured(endpoint, question, calls)),
    text: (question) =>
      endpoint === null ? noModel() : answering((calls) => text(endpoint, question, calls)),
  };
}

async function structured<T>(
  endpoint: ChatEndpoint,
  question: Question & { schema: z.ZodType<T> },
  calls: ModelCall[],
): Promise<ModelAnswer<T>> {
  const schema: JsonSchema = z.toJSONSchema(question.schema, { target: 'draft-7', unrepresentable: 'any' });
  const said = await askForJson(endpoint, question, schema, calls);
  return readAnswer(said, question.schema, calls);
}

/** Some compatible endpoints know no JSON schemas: then the schema goes into the prompt. */
async function askForJson(
  endpoint: ChatEndpoint,
  question: Question,
  schema: JsonSchema,
  calls: ModelCall[],
): Promise<string> {
  const name = question.name.replace(/[^a-zA-Z0-9_-]/g, '_');
  try {
    return await ask(endpoint, question, calls, { json: { name, schema } });
  } catch (error) {
    if (!(error instanceof CallFailure) || !rejectsResponseFormat(error)) throw error;
    const rule = `Answer with one JSON object and nothing else. It must match this JSON schema:\n${JSON.stringify(schema)}`;
    return ask(endpoint, { ...question, system: `${question.system}\n\n${rule}` }, calls, {});
  }
}

function readAnswer<T>(said: string, schema: z.ZodType<T>, calls: readonly ModelCall[]): ModelAnswer<T> {
  let json: unknown;
  try {
    json = JSON.parse(withoutFence(said));
  } catch (error) {
    const problem = `The answer is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, kind: 'malformed', error: problem, text: said, calls };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data, calls };
  return { ok: false, kind: 'malformed', error: z.prettifyError(parsed.error), text: said, calls };
}

async function text(
  endpoint: ChatEndpoint,
  question: Question,
  calls: ModelCall[],
): Promise<ModelAnswer<string>> {
  const said = await ask(endpoint, question, calls, {});
  if (said.trim() !== '') return { ok: true, value: said, calls };
  return { ok: false, kind: 'malformed', error: 'The answer is empty.', text: said, calls };
}

async function ask(
  endpoint: ChatEndpoint,
  question: Question,
  calls: ModelCall[],
  extra: { json?: { name: string; schema: JsonSchema } },
): Promise<string> {
  const { name, tier, maxOutputTokens, run } = question;
  const message = await endpoint.ask({
    name,
    tier,
    maxOutputTokens,
    ...extra,
    messages: [new SystemMessage(question.system), new HumanMessage(question.user)],
    signal: run.signal,
    resilient: question.resilient ?? true,
    onCall: (call) => calls.push(call),
    onRetry: () => undefined,
  });
  return message.text;
}

/** A failure is an answer of kind `unavailable`; an abort rejects with the signal's reason. */
async function answering<T>(work: (calls: ModelCall[]) => Promise<ModelAnswer<T>>): Promise<ModelAnswer<T>> {
  const calls: ModelCall[] = [];
  try {
    return await work(calls);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    return { ok: false, kind: 'unavailable', error: error.message, calls };
  }
}

async function noModel(): Promise<ModelAnswer<never>> {
  return { ok: false, kind: 'unavailable', error: 'No model is configured.', calls: [] };
}

function withoutFence(said: string): string {
  return said.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/i, '$1');
}
