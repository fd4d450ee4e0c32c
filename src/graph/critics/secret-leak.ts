import { type Critic, PASS } from './critic.ts';
import { BEARER, isPlaceholder, KNOWN_SECRETS, looksRandom, NAMED_SECRET } from './secret-patterns.ts';

type Leak = { start: number; end: number; name: string };

/** Stage 1: finds credentials and hands back the text with each of them masked. Its notes never quote one. */
export const secretLeak: Critic = {
  name: 'secret_leak',
  stage: 'fast',
  policy: 'always',
  priority: 1,
  safety: true,
  judge: ({ text }) => {
    const leaks = findLeaks(text);
    if (leaks.length === 0) return PASS;
    let replacement = '';
    let from = 0;
    for (const { start, end, name } of leaks) {
      replacement += `${text.slice(from, start)}[${name} removed]`;
      from = end;
    }
    replacement += text.slice(from);
    const notes = [...new Set(leaks.map(({ name }) => `contained a ${name}, masked`))];
    return { verdict: 'revise', severity: 0.9, uncertainty: 0.1, notes, replacement };
  },
};

/** In order and without overlap: where two kinds match the same place, the one that starts first holds. */
function findLeaks(text: string): Leak[] {
  const leaks: Leak[] = [];
  for (const { name, pattern } of KNOWN_SECRETS)
    for (const match of text.matchAll(pattern)) {
      const leak = place(match, name);
      if (!isPlaceholder(text.slice(leak.start, leak.end))) leaks.push(leak);
    }
  for (const { name, pattern } of [NAMED_SECRET, BEARER])
    for (const match of text.matchAll(pattern)) {
      const leak = place(match, name);
      const value = text.slice(leak.start, leak.end);
      if (!isPlaceholder(value) && looksRandom(value)) leaks.push(leak);
    }
  leaks.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Leak[] = [];
  for (const leak of leaks) if (leak.start >= (kept.at(-1)?.end ?? 0)) kept.push(leak);
  return kept;
}

function place(match: RegExpExecArray, name: string): Leak {
  const value = match.groups?.value;
  const start = match.index + (value === undefined ? 0 : match[0].lastIndexOf(value));
  return { start, end: start + (value ?? match[0]).length, name };
}
