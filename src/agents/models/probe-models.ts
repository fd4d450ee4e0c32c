import type { ModelSettings } from '#agents/agents-settings.ts';
import type { ChatEndpoint } from './chat-endpoint.ts';
import { UNKNOWN_PRICE } from './price.ts';

const TIMEOUT_MS = 5_000;
const OPENAI = 'https://api.openai.com/v1';

/** Asks the endpoint for its list of models: proves address and key without spending anything. */
export async function probeModels(
  settings: ModelSettings,
  endpoint: ChatEndpoint,
): Promise<{ ok: boolean; detail: string }> {
  const url = `${(settings.baseUrl ?? OPENAI).replace(/\/+$/, '')}/models`;
  const breaker = endpoint.breaker.state;
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${settings.apiKey}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.status === 401 || response.status === 403) {
      return { ok: false, detail: 'the endpoint refuses the API key' };
    }
    // A gateway without a list of models is reachable all the same.
    if (!response.ok && response.status !== 404) {
      return { ok: false, detail: `the endpoint answers ${response.status}` };
    }
    const open = breaker === 'closed' ? '' : `, breaker ${breaker.replace('_', ' ')}`;
    return { ok: breaker === 'closed', detail: `reachable${open}${unpriced(endpoint)}` };
  } catch (error) {
    const slow = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, detail: slow ? `no answer within ${TIMEOUT_MS / 1_000} s` : 'cannot be reached' };
  }
}

function unpriced(endpoint: ChatEndpoint): string {
  const models = endpoint.unpriced();
  if (models.length === 0) return '';
  const { input, output } = UNKNOWN_PRICE;
  return `; price of ${models.join(', ')} unknown, booked at ${input}/${output} USD per million tokens`;
}
