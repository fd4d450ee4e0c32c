/** Every repetition is bounded, or cannot run over the beginning of the next match: time grows with the text alone. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Slack: xoxb-, xoxp-, xapp-, xoxe.xoxp-, …
  [/\bx(?:ox[a-z]|app|oxe\.xox[bp])-[A-Za-z0-9-]{6,}/g, '[slack token]'],
  // Model vendors' keys: sk-…, sk-proj-…, sk-ant-….
  [/\bsk-[A-Za-z0-9_-]{10,}/g, '[api key]'],
  // Supabase's new keys and JSON web tokens.
  [/\bsb_(?:secret|publishable)_[A-Za-z0-9_-]{8,}/g, '[api key]'],
  [/\beyJ[A-Za-z0-9_-]{8,1024}\.[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]*/g, '[token]'],
  [/\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '[authorization]'],
  // scheme://user:password@host, also where the password holds an unescaped @.
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s"'/:]*:[^\s"'/]*@/gi, '$1[credentials]@'],
  [/([?&](?:token|key|apikey|api_key|password|secret|ticket)=)[^&\s"']+/gi, '$1[redacted]'],
  [/[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,63}/g, '[e-mail]'],
];

/**
 * Masks tokens, keys, URLs' passwords and e-mail addresses wherever they stand in a text. Idempotent. Takes any length,
 * in time that grows with it alone.
 */
export function redactText(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
  return clean;
}

const MAX_LINE = 16_384;
const MAX_VALUE = 2_000;
const MAX_ITEMS = 50;

/**
 * A line of JSON that nobody needs whole, such as one with a vendor's body in its error: long strings and lists are
 * cut, and say so. It stays JSON. Lines of ordinary length are left alone. Redacted before, lest half a secret is left.
 */
export function shortened(line: string): string {
  if (line.length <= MAX_LINE) return line;
  const short = JSON.stringify(JSON.parse(line), (_, value: unknown) => {
    if (typeof value === 'string' && value.length > MAX_VALUE) {
      return `${value.slice(0, MAX_VALUE)}… (${value.length} characters)`;
    }
    return Array.isArray(value) && value.length > MAX_ITEMS ? value.slice(0, MAX_ITEMS) : value;
  });
  return `${short}\n`;
}
