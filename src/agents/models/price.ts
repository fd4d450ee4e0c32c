/** USD per million tokens, which is also micro-dollars per token. */
export type Price = { input: number; output: number };
export type PriceTable = Readonly<Record<string, Price>>;

/** List prices of the models that deployments name most, USD per million tokens. Override them in configuration. */
const SHIPPED: PriceTable = {
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4 },
  'gpt-5': { input: 1.25, output: 10 },
  'gpt-5-mini': { input: 0.25, output: 2 },
  'gpt-5-nano': { input: 0.05, output: 0.4 },
  o3: { input: 2, output: 8 },
  'o4-mini': { input: 1.1, output: 4.4 },
};

/**
 * What an unlisted model is booked at: dearer than every listed one, because a budget that counts an unknown
 * price as zero limits nothing.
 */
export const UNKNOWN_PRICE: Price = { input: 5, output: 20 };

export type PricedModel = { price: Price; known: boolean };

/** The price of a model; a dated release (`gpt-4o-2024-08-06`) costs what its model costs. */
export function priceOf(model: string, overrides: PriceTable): PricedModel {
  const undated = model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  const price = overrides[model] ?? overrides[undated] ?? SHIPPED[model] ?? SHIPPED[undated];
  return price === undefined ? { price: UNKNOWN_PRICE, known: false } : { price, known: true };
}

/** Integer micro-dollars, rounded up so that many small calls never add up to less than they cost. */
export function microUsdOf(price: Price, inputTokens: number, outputTokens: number): number {
  return Math.max(0, Math.ceil(inputTokens * price.input + outputTokens * price.output - 1e-9));
}
