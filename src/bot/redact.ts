const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Slack: xoxb-, xoxp-, xapp-, xoxe.xoxp-, …
  [/\bx(?:ox[a-z]|app|oxe\.xox[bp])-[A-Za-z0-9-]{6,}/g, '[slack token]'],
  // Model vendors' keys: sk-…, sk-proj-…, sk-ant-….
  [/\bsk-[A-Za-z0-9_-]{10,}/g, '[api key]'],
  // Supabase's new keys and JSON web tokens.
  [/\bsb_(?:secret|publishable)_[A-Za-z0-9_-]{8,}/g, '[api key]'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, '[token]'],
  [/\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '[authorization]'],
  // scheme://user:password@host, also where the password holds an unescaped @.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'/]*:[^\s"'/]*@/gi, '$1[credentials]@'],
  [/([?&](?:token|key|apikey|api_key|password|secret|ticket)=)[^&\s"']+/gi, '$1[redacted]'],
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/g, '[e-mail]'],
];

/** Masks tokens, keys, URLs' passwords and e-mail addresses wherever they stand in a text. Idempotent. */
export function redactText(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
  return clean;
}
