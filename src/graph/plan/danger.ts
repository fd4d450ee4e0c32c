import type { PlanOrigin, Task } from '#graph/task.ts';

type Pattern = { readonly name: string; readonly test: RegExp };

/** Bounded repetitions only: every pattern is linear in the text. */
const PATTERNS: readonly Pattern[] = [
  {
    name: 'deleting files recursively by force',
    test: /\brm\s{1,8}(?:-[a-z-]{1,20}\s{1,8}){0,4}-(?:[a-z]{0,6}r[a-z]{0,6}f|[a-z]{0,6}f[a-z]{0,6}r|-recursive|-no-preserve-root)/i,
  },
  { name: 'deleting files recursively by force', test: /\brm\s{1,8}-r\s{1,8}-f\b|\brm\s{1,8}-f\s{1,8}-r\b/i },
  { name: 'overwriting a disk', test: /\bmkfs(?:\.\w{1,8})?\s|\bdd\s{1,8}if=\S{1,80}\s{1,8}of=\/dev\//i },
  { name: 'a fork bomb', test: /:\s?\(\s?\)\s?\{\s?:\s?\|\s?:/ },
  {
    name: 'evaluating text as code',
    test: /\b(?:eval|exec|execSync|os\.system|subprocess\.(?:run|call|Popen)|child_process)\s?\(/i,
  },
  {
    name: 'running a download unread',
    test: /\b(?:curl|wget)\b[^\n|]{0,200}\|\s{0,4}(?:sudo\s{1,4})?(?:ba|z|da)?sh\b/i,
  },
  {
    name: 'collecting credentials',
    test: /\b(?:steal|harvest|exfiltrat\w{1,4}|phish\w{0,4}|dump|skim|siphon)\b[^.\n]{0,60}\b(?:credentials?|passwords?|tokens?|secrets?|api keys?|cookies|private keys?)\b/i,
  },
  {
    name: 'switching off protection',
    test: /\b(?:disabl\w{1,3}|turn(?:ing)? off|switch(?:ing)? off|bypass\w{0,3}|circumvent\w{0,3}|deactivat\w{1,3})\b[^.\n]{0,40}\b(?:security|firewalls?|authentication|authorization|antivirus|mfa|2fa|waf|audit log\w{0,4}|certificate validation|tls verification|encryption|guardrails?|safety checks?)\b/i,
  },
];

/** A word of every pattern: one pass that spares nearly every task the rest. */
const TRIGGER =
  /\b(?:rm|mkfs|dd|eval|exec|execSync|os\.system|subprocess|child_process|curl|wget|steal|harvest|exfiltrat|phish|dump|skim|siphon|disabl|turn|switch|bypass|circumvent|deactivat)|:\s?\(/i;

const ONLY_TALK: ReadonlySet<string> = new Set(['answer', 'summarise']);

/**
 * What in a task is never to be done, or null. A model's plan is judged by every word; where the words are the
 * requester's own, a question about such a thing is answered like any other.
 */
export function dangerIn(task: Task, origin: PlanOrigin): string | null {
  if (origin !== 'model' && ONLY_TALK.has(task.type)) return null;
  const text = `${task.title}\n${task.instruction}`;
  if (!TRIGGER.test(text)) return null;
  return PATTERNS.find((pattern) => pattern.test.test(text))?.name ?? null;
}
