import { lex } from '#graph/text/lex.ts';
import { sentences } from '#graph/text/sentences.ts';
import { blocks } from './blocks.ts';
import type { Clause } from './clause.ts';
import { ClauseList } from './clause-list.ts';
import { isQuestion } from './clause-start.ts';
import { introOf, isMeta } from './list-intro.ts';
import { readList } from './read-list.ts';
import { type ResolveName, readSentence } from './read-sentence.ts';

/**
 * Reads what a request asks for: its clauses in an order in which they can be done, with what each waits for. A request
 * that asks for nothing in particular is one clause. Pure; linear in the length of the text.
 */
export function readRequest(text: string, resolve: ResolveName): Clause[] {
  const list = new ClauseList();
  const marked = text.replace(/\bagent:[ \t]{1,4}/gi, 'agent:');
  const parts = blocks(marked);
  for (const [at, block] of parts.entries()) {
    if (block.kind === 'quote') list.remark(block.text);
    else if (block.kind === 'prose') readProse(block.text, list, resolve, parts[at + 1]?.kind === 'list');
    else readList(block.items, introOf(parts[at - 1]), list, resolve);
  }
  if (list.size === 0) {
    list.forgetBackground();
    const tokens = lex(marked);
    const question = isQuestion(tokens, 0) || marked.trimEnd().endsWith('?');
    list.add({ source: marked, tokens, link: 'none', question });
  }
  const whole = directiveOfAll(marked);
  if (whole !== null) list.assign(resolve(whole) ?? whole);
  const clauses = list.finish();
  const only = clauses[0];
  // With one thing asked, everything that was written belongs to it, in its own order.
  if (clauses.length === 1 && only !== undefined && only.context.length > 0)
    return [{ ...only, context: [text] }];
  return clauses;
}

/** "agent:qa" at the very front or end of a request, and nowhere else, is meant for all of it. */
function directiveOfAll(text: string): string | null {
  const named = [...text.matchAll(/(?:^|\s)agent:([\w.-]{1,64})/gi)];
  const one = named[0];
  if (one === undefined || named.length > 1) return null;
  const front = text.slice(0, one.index).trim() === '';
  const end = text.slice(one.index + one[0].length).trim() === '';
  return front || end ? (one[1] ?? null) : null;
}

function readProse(text: string, list: ClauseList, resolve: ResolveName, beforeList: boolean): void {
  const all = sentences(lex(text));
  for (const [at, sentence] of all.entries()) {
    const introduces = beforeList && at === all.length - 1 && text.trimEnd().endsWith(':');
    if (introduces) {
      const intro = introOf({ kind: 'prose', text });
      if (intro.kind === 'label') continue;
      if (intro.kind !== 'details') {
        if (intro.kind === 'tasks' && !isMeta(intro.text)) list.remark(intro.text);
        continue;
      }
    }
    readSentence(text, sentence, list, resolve, '');
  }
}
