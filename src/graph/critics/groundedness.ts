import type { Edit } from '#graph/review.ts';
import { type Claim, claimsIn } from './claims.ts';
import { type Critic, type Judged, PASS } from './critic.ts';
import { bears, gatherEvidence } from './evidence.ts';
import { sentences, spanAt } from './spans.ts';

/**
 * Stage 2: every number, date, quotation and citation of the answer stands in a task's result, in a source, or in what
 * the requester gave. Without a model the remedy is to take the sentence out: what nothing bears is better unsaid.
 */
export const groundedness: Critic = {
  name: 'groundedness',
  stage: 'core',
  policy: 'conditional',
  when: (judged) => claimsOf(judged).length > 0,
  judge: (judged) => {
    const evidence = gatherEvidence(judged);
    const claims = claimsOf(judged);
    const loose = claims.filter((claim) => !bears(evidence, claim, judged.text));
    if (loose.length === 0) return PASS;
    const share = loose.length / claims.length;
    const invented = loose.some(({ kind }) => kind === 'quotation' || kind === 'citation');
    return {
      verdict: 'revise',
      // Invented sources and quotations mislead more than a number does; an answer of nothing else is withheld.
      severity: Math.min(1, (invented ? 0.55 : 0.4) + 0.35 * share),
      uncertainty: 0.3,
      notes: loose.map(({ kind, text }) => `the ${kind} ${text} stands in no source or result`),
      edits: removals(judged.text, loose),
    };
  },
};

/** The predicate and the judgement see the same object, and read it once. */
const READ = new WeakMap<Judged, readonly Claim[]>();

function claimsOf(judged: Judged): readonly Claim[] {
  const claims = READ.get(judged) ?? claimsIn(judged.text);
  READ.set(judged, claims);
  return claims;
}

function removals(text: string, loose: readonly Claim[]): Edit[] {
  const found = new Set<string>();
  const all = sentences(text);
  for (const { at } of loose) {
    const span = spanAt(all, at);
    if (span !== undefined) found.add(text.slice(span.start, span.end));
  }
  return [...found].map((find) => ({ find, replace: '' }));
}
