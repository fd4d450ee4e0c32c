/** A kind of secret: what it is called in the mask, and how it looks. Group `value`, where there is one, is the secret. */
export type SecretPattern = { name: string; pattern: RegExp };

/** Forms that vendors document and that nothing else has: a match is a secret unless it is a placeholder. */
export const KNOWN_SECRETS: readonly SecretPattern[] = [
  {
    name: 'private key',
    pattern:
      /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { name: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { name: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})\b/g },
  { name: 'GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20,}/g },
  { name: 'Slack token', pattern: /\b(?:xox[abeprs]|xapp|xoxe\.xox[bp])-[A-Za-z0-9-]{10,}/g },
  {
    name: 'Slack webhook',
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{20,}/g,
  },
  { name: 'Anthropic key', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/g },
  { name: 'OpenAI key', pattern: /\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}/g },
  { name: 'Stripe key', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}\b|\bwhsec_[A-Za-z0-9]{24,}\b/g },
  { name: 'Google key', pattern: /\bAIza[0-9A-Za-z_-]{35}\b|\bya29\.[0-9A-Za-z_-]{20,}/g },
  { name: 'SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { name: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: 'signed token', pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g },
  { name: 'password', pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,64}:(?<value>[^\s:/@]{3,})@[^\s]/gi },
];

/** `name: value` where the name promises a secret; the value must also look like one. */
export const NAMED_SECRET: SecretPattern = {
  name: 'secret',
  pattern:
    /(?<![a-z0-9])(?:password|passwd|passphrase|secret|api[_ -]?key|access[_ -]?key|secret[_ -]?key|auth[_ -]?token|access[_ -]?token|refresh[_ -]?token|bearer)\b["'`]?\s*(?:[:=]|\bis\b)\s*["'`]?(?<value>[^\s"'`,;)<>]{8,})/gi,
};

/** `Authorization: Bearer …` without any other name. */
export const BEARER: SecretPattern = {
  name: 'bearer token',
  pattern: /\bbearer\s+(?<value>[A-Za-z0-9._~+/-]{20,}=*)/gi,
};

const PLACEHOLDER =
  /x{4,}|\*{3,}|•{3,}|\.{3}|…|your[_-]|my[_-]|example|placeholder|change[_-]?me|redacted|dummy|sample|insert|<[^>]*>|\$\{|\{\{|\$\(|process\.env|os\.environ|secrets\.|vault:|removed/i;

/** A value that stands for a secret, as documentation writes it. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value) || new Set(value).size <= 3;
}

/**
 * A value without a known form is taken for a secret when it mixes letters and digits (or symbols) and is as irregular
 * as random text: Shannon entropy of 3 bits a character, which words and identifiers seldom reach at that length.
 */
export function looksRandom(value: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((each) => each.test(value)).length;
  if (!/[0-9]/.test(value) && classes < 3) return false;
  return classes >= 2 && entropy(value) >= (value.length >= 16 ? 3 : 2.5);
}

function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
