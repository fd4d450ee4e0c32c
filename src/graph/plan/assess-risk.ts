import type { Risk } from '#graph/task.ts';

const EFFECT =
  /\b(?:deploy|release|roll(?:ing)? ?(?:out|back)|ship|launch|migrate|restart|reboot|shut ?down|scale|change|update|upgrade|patch|modify|write to|push|merge|rotate|revoke|delete|remove|drop|wipe|purge|truncate|reset|kill|terminate|disable|cut over)(?:s|ed|ing)?\b/i;
const LIVE = /\b(?:production|prod|live (?:system|site|database|environment|traffic|service|cluster))\b/i;
const IRREVERSIBLE =
  /\b(?:delete|drop|wipe|purge|truncate|erase|destroy|format|deactivate|revoke|terminate)(?:s|d|ed|ing|ting|ping)?\b[^.;\n]{0,60}\b(?:databases?|tables?|data|records?|accounts?|users?|customers?|backups?|buckets?|volumes?|disks?|clusters?|environments?|repositor(?:y|ies)|branch(?:es)?|files?|logs?|history|production|prod|keys?|domains?)\b/i;
const MONEY =
  /\b(?:refund|reimburse|pay out|payout|wire|charge|invoice|pay|transfer)(?:s|ed|ing|red|ring)?\b[^.;\n]{0,60}(?:[$€£¥]\s?\d|\b(?:money|funds?|customers?|clients?|invoices?|orders?|suppliers?|vendors?|contractors?|accounts?|cards?|salar(?:y|ies)|\d[\d.,]*\s?(?:usd|eur|gbp|dollars?|euros?))\b)/i;
const MASS =
  /\b(?:e-?mail|mail|message|text|sms|notify|send|announce|post|tweet|publish|call|dm)(?:s|ed|ing)?\b[^.;\n]{0,60}\b(?:all|every|everyone|everybody|entire|whole)\b[^.;\n]{0,30}\b(?:customers?|users?|clients?|subscribers?|leads?|contacts?|employees?|staff|company|list|members?|prospects?|people|everyone|everybody|channels?)\b|\b(?:mass|bulk)[ -](?:e-?mail|mail|message|sms|notification)|\b(?:e-?mail|notify|message)\s(?:everyone|everybody)\b/i;
const DEPLOY = /\b(?:deploy|release|roll ?out|roll ?back|ship|migrate)(?:s|ed|ing)?\b/i;
const TALK: ReadonlySet<string> = new Set([
  'answer',
  'summarise',
  'calculate',
  'research',
  'requirements',
  'planning',
]);
const CAREFUL: ReadonlySet<string> = new Set(['deploy', 'infrastructure', 'security', 'finance']);

/**
 * What a task may do to the world: `critical` destroys on a live system, `high` changes a live system, cannot be taken
 * back, moves money or speaks to many people outside; a deployment that does not say where is `medium`; reading,
 * planning and drafting are `low`. Every expression is bounded, so that it is linear in the text.
 */
export function assessRisk(text: string, type: string): Risk {
  if (TALK.has(type)) return 'low';
  const live = LIVE.test(text);
  const irreversible = IRREVERSIBLE.test(text);
  if (type === 'draft' && !MASS.test(text)) return 'low';
  if (live && irreversible) return 'critical';
  if (irreversible || MONEY.test(text) || MASS.test(text)) return 'high';
  if (live && type !== 'security' && type !== 'review' && type !== 'monitor' && EFFECT.test(text))
    return 'high';
  return CAREFUL.has(type) || DEPLOY.test(text) || live ? 'medium' : 'low';
}
