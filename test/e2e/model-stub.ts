import { LLMock } from '@copilotkit/aimock';

type Ask = { messages: { role: string; content: unknown }[]; response_format?: unknown };

/** A chain of four: each task takes the result of the one before. */
export const CHAIN = {
  goal: 'Ship the invoice export',
  tasks: [
    step('t1', 'Design the invoice export', 'design', []),
    step('t2', 'Implement the invoice export', 'implement', ['t1']),
    step('t3', 'Test the invoice export', 'test', ['t2']),
    step('t4', 'Draft the release note', 'draft', ['t3']),
  ],
};
export const CHAIN_REQUEST =
  '@genesis design the invoice export, then implement it, then test it, and finally draft the release note';

function step(id: string, title: string, type: string, dependsOn: string[]) {
  return { id, title, instruction: `${title}.`, type, dependsOn };
}

/**
 * A model server on a socket, driven through the real OpenAI client. It answers plans, tasks and the rest, counts the
 * tasks that it was asked for, and can hold a task back for as long as a test likes.
 */
export class ModelStub implements AsyncDisposable {
  readonly #mock = new LLMock({ port: 0, logLevel: 'silent' });
  readonly #held = new Map<string, Promise<void>>();
  /** Titles of the tasks in the order in which agents asked for them; a title stands here once per call. */
  readonly asked: string[] = [];
  /** Every prompt that arrived, system and user together. */
  readonly prompts: string[] = [];
  readonly toolResults: string[] = [];
  /** What a task's first call answers with: a call of this tool. */
  readonly toolCalls = new Map<string, { name: string; arguments: Record<string, unknown> }>();
  /** What a task answers; `Result of: <title>` otherwise. */
  readonly results = new Map<string, string>();
  /** Answers to the question for a plan, in order; the last one is repeated. */
  plans: string[] = [JSON.stringify(CHAIN)];
  planCalls = 0;

  static async open(): Promise<ModelStub> {
    const stub = new ModelStub();
    stub.#mock.on({ predicate: () => true }, (ask) => stub.#answer(ask as Ask));
    await stub.#mock.start();
    return stub;
  }

  /** What the bot's environment needs to use this server. */
  get env(): Record<string, string> {
    return { OPENAI_API_KEY: 'test-key', OPENAI_BASE_URL: `${this.#mock.url}/v1` };
  }

  /** Forgets what was asked, and answers as at the start. */
  reset(): void {
    this.asked.length = 0;
    this.prompts.length = 0;
    this.toolResults.length = 0;
    this.toolCalls.clear();
    this.results.clear();
    this.plans = [JSON.stringify(CHAIN)];
    this.planCalls = 0;
  }

  /** Keeps every call for the task waiting until the returned function is called. */
  hold(title: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(title, promise);
    return () => {
      this.#held.delete(title);
      resolve();
    };
  }

  async #answer(ask: Ask) {
    const user = ask.messages.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n');
    this.prompts.push(user);
    if (ask.response_format !== undefined) {
      const plan = this.plans[Math.min(this.planCalls, this.plans.length - 1)];
      this.planCalls += 1;
      return { content: plan ?? '', usage: { prompt_tokens: 800, completion_tokens: 200 } };
    }
    const title = /^# Task\n(.+)$/m.exec(user)?.[1];
    // No task's prompt: the answer is to be put together from the results, and this one repeats them.
    if (title === undefined) return { content: [...new Set(user.match(/Result of: .+/g))].join('\n\n') };
    const tool = ask.messages.find((message) => message.role === 'tool');
    if (tool !== undefined) this.toolResults.push(String(tool.content));
    const call = this.toolCalls.get(title);
    if (call !== undefined && tool === undefined) {
      return { toolCalls: [{ name: call.name, arguments: JSON.stringify(call.arguments) }] };
    }
    this.asked.push(title);
    await this.#held.get(title);
    return {
      content: this.results.get(title) ?? `Result of: ${title}`,
      usage: { prompt_tokens: 500, completion_tokens: 100 },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mock.stop();
  }
}
