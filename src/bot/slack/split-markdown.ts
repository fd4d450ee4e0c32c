/**
 * Splits Markdown into pieces of at most `limit` characters, at paragraphs where it can, else at lines, words, or
 * anywhere. A code fence that is cut is closed and opened again, with its language.
 */
export function splitMarkdown(markdown: string, limit: number): string[] {
  const pieces: string[] = [];
  let rest = markdown.trim();
  let reopen = '';
  while (reopen.length + rest.length > limit) {
    const room = limit - reopen.length - CLOSING.length;
    const at = cutBefore(rest, room);
    const head = reopen + rest.slice(0, at).trimEnd();
    const fence = openFence(head);
    pieces.push(fence === null ? head : head + CLOSING);
    reopen = fence === null ? '' : `${fence}\n`;
    rest = fence === null ? rest.slice(at).trimStart() : rest.slice(at).replace(/^\n+/, '');
  }
  if (rest !== '' || pieces.length === 0) pieces.push(reopen + rest);
  return pieces;
}

const CLOSING = '\n```';

function cutBefore(text: string, room: number): number {
  for (const separator of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(separator, room);
    // A cut in the first half would leave more pieces than the reader deserves.
    if (at > room / 2) return at;
  }
  return room;
}

/** The opening line of the fence that is still open at the end; null when none is. */
function openFence(text: string): string | null {
  const fences = text.match(/^```.*$/gm) ?? [];
  return fences.length % 2 === 1 ? (fences.at(-1) ?? null) : null;
}
