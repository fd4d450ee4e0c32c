import { LLMock } from '@copilotkit/aimock';
import type { ModelSettings } from '#agents/agents-settings.ts';

/** A model server on a socket of its own. */
export async function modelServer(): Promise<AsyncDisposable & { mock: LLMock; settings: ModelSettings }> {
  const mock = new LLMock({ port: 0, logLevel: 'silent' });
  await mock.start();
  return {
    mock,
    settings: {
      apiKey: 'test-key',
      baseUrl: `${mock.url}/v1`,
      models: { small: 'gpt-4o-mini', medium: 'gpt-4o', large: 'in-house-70b' },
      prices: {},
      timeoutMs: 5_000,
    },
    [Symbol.asyncDispose]: () => mock.stop(),
  };
}
