import { lex } from '#graph/text/lex.ts';
import type { Block } from './blocks.ts';
import { imperativeAt } from './clause-start.ts';
import { skipOpeners } from './openers.ts';

const META =
  /\b(?:following|these|things?|tasks?|steps?|to-?dos?|need|list|plan|here|below|please|asks?|items?|points?)\b/i;
const DETAILS =
  /\b(?:with|including|includes?|has|have|having|contain(?:s|ing)?|like|using|features?|requirements?|fields?|sections?|columns?|where|that|criteria|constraints?|covering|cover|namely|on|about)\s*:?\s*$/i;
const LABEL =
  /^(?:context|background|notes?|fyi|constraints?|requirements?|acceptance criteria|rules|details|scope|assumptions|caveats?|goal|remember)\b/i;

/**
 * What a line above a list makes of it. `tasks`: the items are what is asked ("please do the following"); `heading`: each
 * item is asked of by it ("audit these services"); `details`: the list describes one thing ("a page with"); `label`: it
 * is said and not asked ("background"). `sequence` is null where the line does not say.
 */
export type Intro = {
  text: string;
  kind: 'none' | 'tasks' | 'heading' | 'details' | 'label';
  sequence: boolean | null;
};

/** Reads the line above a list. */
export function introOf(block: Block | undefined): Intro {
  if (block?.kind !== 'prose') return { text: '', kind: 'none', sequence: null };
  const last = block.text.split(/(?<=[.!?])\s/).at(-1) ?? '';
  const sequence = /\b(?:any order|parallel|independent(?:ly)?)\b/i.test(block.text)
    ? false
    : /\b(?:in (?:this |that |the following )?(?:order|sequence)|step by step|one by one|sequentially|steps|one after (?:the other|another))\b/i.test(
          block.text,
        )
      ? true
      : null;
  const text = last.replace(/\s*:\s*$/, '');
  if (!last.endsWith(':')) return { text, kind: 'none', sequence };
  if (LABEL.test(text)) return { text, kind: 'label', sequence };
  if (DETAILS.test(text)) return { text, kind: 'details', sequence };
  const tokens = lex(text);
  const verb = imperativeAt(tokens, skipOpeners(tokens, 0).at, 'start');
  if (verb === null || (META.test(text) && verb.verb.type === 'generic'))
    return { text, kind: 'tasks', sequence };
  return { text, kind: 'heading', sequence };
}

/** "Do three things", "the following": words about the request, not of it. */
export function isMeta(text: string): boolean {
  return META.test(text);
}

export function announcesDetails(text: string): boolean {
  return DETAILS.test(text);
}
