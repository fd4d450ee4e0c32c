import { lex } from '#graph/text/lex.ts';
import { verbAt } from '#graph/text/verbs.ts';

/** An item of a list with what is indented under it. */
export type Item = { readonly ordered: boolean; readonly text: string; readonly children: readonly Item[] };
export type Block =
  | { readonly kind: 'prose'; readonly text: string }
  /** A quotation or a code block: material, never split. */
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] };

const FENCE = /^\s{0,3}(?:```|~~~)/;
const QUOTED = /^\s{0,3}>\s?/;
const ITEM = /^(\s*)(?:([-*+•‣◦▪–])|\(?((?:step\s)?\d{1,3}|[a-z])[.):])\s+(\S.*)$/i;
const CHECKBOX = /^\[[ xX]\]\s+/;

type Line = { indent: number; ordered: boolean; text: string };
type OpenItem = { indent: number; ordered: boolean; text: string; children: OpenItem[] };

/**
 * A request's lines as prose, quotations and (nested) lists. Lines that only wrap are joined to the one before;
 * enumerations inside a line ("1) … 2) …") become lists too.
 */
export function blocks(text: string): Block[] {
  const found: Block[] = [];
  const lines = text.split('\n');
  let paragraph: string[] = [];
  let items: Line[] = [];
  const flush = () => {
    if (items.length > 0) found.push({ kind: 'list', items: nest(items) });
    if (paragraph.length > 0) found.push(...proseBlocks(paragraph));
    paragraph = [];
    items = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const literal = literalLines(lines, at);
    if (literal > 0) {
      flush();
      const content = lines.slice(at, at + literal).map((one) => one.replace(QUOTED, ''));
      found.push({ kind: 'quote', text: content.filter((one) => !FENCE.test(one)).join('\n') });
      at += literal - 1;
      continue;
    }
    const item = enumerates(line) ? null : ITEM.exec(line);
    const last = items.at(-1);
    if (item !== null) {
      if (items.length === 0) flush();
      items.push({
        indent: (item[1] ?? '').replaceAll('\t', '    ').length,
        ordered: item[3] !== undefined,
        text: (item[4] ?? '').replace(CHECKBOX, '').trim(),
      });
    } else if (line.trim() === '') {
      // A blank line between items does not end the list; before prose it does.
      if (!ITEM.test(lines[at + 1] ?? '')) flush();
    } else if (last !== undefined && /^\s{2,}/.test(line)) {
      last.text += ` ${line.trim()}`;
    } else {
      if (items.length > 0) flush();
      paragraph.push(line.trim());
    }
  }
  flush();
  return found;
}

/** How many lines from here are one quotation or code block; 0 for none. An unclosed fence runs to the end. */
function literalLines(lines: readonly string[], at: number): number {
  if (FENCE.test(lines[at] ?? '')) {
    const close = lines.findIndex((line, other) => other > at && FENCE.test(line));
    return (close === -1 ? lines.length - 1 : close) - at + 1;
  }
  let count = 0;
  while (QUOTED.test(lines[at + count] ?? '')) count++;
  return count;
}

function nest(lines: readonly Line[]): Item[] {
  const roots: OpenItem[] = [];
  const open: OpenItem[] = [];
  for (const line of lines) {
    while ((open.at(-1)?.indent ?? -1) >= line.indent) open.pop();
    const item: OpenItem = { ...line, children: [] };
    (open.at(-1)?.children ?? roots).push(item);
    open.push(item);
  }
  return roots;
}

const INLINE = /(?:^|[\s:;,])\(?(\d{1,2})[.)]\s+(?=\S)/g;

/** "1) audit it 2) list the risks" on one line is a list of two, not an item of one. */
function enumerates(line: string): boolean {
  return /^\s*\(?1[.)]\s/.test(line) && /[\s;,]\(?2[.)]\s+\S/.test(line);
}

function proseBlocks(lines: readonly string[]): Block[] {
  return joinWrapped(lines).flatMap((line): Block[] => {
    const marks: { number: number; from: number; to: number }[] = [];
    for (const match of line.matchAll(INLINE)) {
      const number = Number(match[1]);
      if (number === marks.length + 1)
        marks.push({ number, from: match.index, to: match.index + match[0].length });
    }
    const first = marks[0];
    if (first === undefined || marks.length < 2) return [{ kind: 'prose', text: line }];
    const items = marks.map((mark, at) => ({
      ordered: true,
      text: withoutTrailingJoint(line.slice(mark.to, marks[at + 1]?.from ?? line.length)),
      children: [],
    }));
    const intro = `${line.slice(0, first.from)}${line[first.from] === ':' ? ':' : ''}`.trim();
    const list: Block = { kind: 'list', items: items.filter((item) => item.text.trim() !== '') };
    return intro === '' ? [list] : [{ kind: 'prose', text: intro }, list];
  });
}

/** People end a line where a thought ends; only a line that goes on in lower case without a verb was wrapped. */
function joinWrapped(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    const wrapped =
      before !== undefined &&
      !/[.!?:;,]$/.test(before) &&
      /^\p{Ll}/u.test(line) &&
      verbAt(lex(line.slice(0, 40)), 0) === null;
    if (wrapped) joined[joined.length - 1] = `${before} ${line}`;
    else joined.push(line);
  }
  return joined;
}

function withoutTrailingJoint(text: string): string {
  let rest = text.trimEnd();
  if (rest.toLowerCase().endsWith(' and')) rest = rest.slice(0, -4).trimEnd();
  return rest.endsWith(',') || rest.endsWith(';') ? rest.slice(0, -1) : rest;
}
