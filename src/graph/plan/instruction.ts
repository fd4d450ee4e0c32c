/** Longest quotation of the request inside an instruction, in characters: agents get the whole request beside it. */
const LONGEST_QUOTE = 400;
const LONGEST_TITLE = 80;

const CONTEXT = '\n\nContext:\n';

/**
 * An instruction is the work, then, behind a blank line, what else was said. Only the work tells two tasks apart.
 */
export function instructionOf(work: string, context: readonly string[]): string {
  const said = [...new Set(context.map((text) => text.trim()))].filter((text) => text !== '');
  return said.length === 0 ? work : `${work}${CONTEXT}${said.map((text) => `- ${text}`).join('\n')}`;
}

/** The part of an instruction that says what to do. */
export function workOf(instruction: string): string {
  const end = instruction.indexOf(CONTEXT);
  return end === -1 ? instruction : instruction.slice(0, end);
}

/** What else was said, as `instructionOf` was given it; a text of several lines comes back as one. */
export function contextOf(instruction: string): string[] {
  const said = instruction.slice(workOf(instruction).length).replace(CONTEXT, '');
  return said === '' ? [] : said.replace(/^- /, '').split('\n- ');
}

/** A task's title: one line, capital first, without closing marks, cut at a word. */
export function titleOf(text: string): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[.,;:!]{1,10}$/, '');
  const title = shorten(line, LONGEST_TITLE);
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** The request as an instruction may quote it. */
export function quoted(text: string): string {
  return shorten(text.replaceAll(/\s+/g, ' ').trim(), LONGEST_QUOTE);
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1).toWellFormed();
  const space = cut.lastIndexOf(' ');
  return `${space > limit / 2 ? cut.slice(0, space) : cut}…`;
}
