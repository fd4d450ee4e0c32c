import type { Edit, Review } from '#graph/review.ts';
import type { State, Update } from '#graph/state.ts';
import { sumUsage } from '#graph/usage.ts';
import { rest } from './compose.ts';
import { ANSWER_TOKENS, ableAgents, canPay } from './draft.ts';
import type { Scope, Services } from './step.ts';
import { REVISION_PROMPT, revisionPrompt } from './synthesis-prompt.ts';

const LEFT_OUT = '_A passage was left out here, because nothing that I found bears it out._';

/** Corrects the draft by what the critics noted: a model rewrites it where there is one, else their edits are applied. */
export async function revise(services: Services, state: State, { run }: Scope): Promise<Update> {
  const { draft, request, difficulty, taskGraph, results = [], reviews = [] } = state;
  const review = reviews.at(-1);
  if (draft === undefined || taskGraph === undefined || review === undefined)
    throw new TypeError('There is no judged draft to revise.');
  const { ports } = services;
  const calls = [...(state.modelCalls ?? [])];
  const degraded = [...(state.degraded ?? [])];
  let text: string | null = null;
  const spent = sumUsage([...calls, ...results.flatMap(({ modelCalls }) => modelCalls)]).microUsd;
  if (ports.models.available && canPay(spent, state.reservedMicroUsd)) {
    const answer = await ports.models.text({
      name: REVISION_PROMPT,
      ...revisionPrompt(request, taskGraph, results, draft.text, review.notes),
      tier: difficulty?.tier ?? 'small',
      maxOutputTokens: ANSWER_TOKENS,
      run,
      resilient: ports.flags.enabled('error_handling_enabled', request.user),
    });
    calls.push(...answer.calls);
    if (answer.ok && answer.value.trim() !== '') {
      const below = rest(taskGraph, results, draft.missing, ableAgents(services));
      // The part about what is missing is ours: a model that repeats or drops it changes nothing of it.
      const body = below.reduce((body, part) => body.replace(part, ''), answer.value).trim();
      text = [body, ...below].join('\n\n');
    } else degraded.push('review: the answer was corrected by rules, since the model could not');
  }
  const by = text === null ? 'edits' : 'model';
  ports.events.append(run, {
    type: 'revised',
    key: `revised:${reviews.length}`,
    payload: { by, notes: review.notes.length, edits: review.edits?.length ?? 0 },
  });
  return { draft: { ...draft, text: text ?? applyEdits(review) }, modelCalls: calls, degraded };
}

/** The judged text with the critics' corrections in it. Where a passage is taken out the reader is told so, once. */
export function applyEdits({ text, edits = [] }: Pick<Review, 'text' | 'edits'>): string {
  let revised = text;
  let removed = false;
  const appended = new Set<string>();
  for (const { find, replace } of edits satisfies readonly Edit[]) {
    if (find === '') appended.add(replace);
    else if (revised.includes(find)) {
      removed ||= replace === '';
      revised = revised.replace(find, () => replace);
    }
  }
  // A list item or heading that lost all its words goes too.
  revised = revised
    .replace(/^[ \t]*(?:[-*]|\d+[.)]|#+)[ \t]*$\n?/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return [revised, ...appended, removed ? LEFT_OUT : ''].filter((part) => part !== '').join('\n\n');
}
