/** One piece of a line. `quote` is quoted, bracketed or literal text, kept whole: what is inside is never read. */
export type Token = {
  readonly kind: 'word' | 'mark' | 'quote';
  readonly text: string;
  readonly lower: string;
  /** Offsets into the text, in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
};

/** A word keeps what joins its parts ("e-commerce", "CI/CD", "v2.1", "10:30", "agent:qa", "it's"). */
const PIECE =
  /\s+|https?:\/\/[^\s<>]+|<[^<>\n]{1,300}>|[@#]?[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_]|['’\-./:&+@](?=[\p{L}\p{N}]))*|[\s\S]/uy;
const WORD_START = /^[@#]?[\p{L}\p{N}]/u;
const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['`', '`'],
  ['(', ')'],
  ['[', ']'],
  ["'", "'"],
  ['‘', '’'],
]);

/** The tokens of a text, in order, white space left out. Linear: every closing quote is looked for once. */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  const closers = new Map<string, number>();
  let at = 0;
  while (at < text.length) {
    const quoteEnd = endOfQuote(text, at, closers);
    if (quoteEnd !== null) {
      tokens.push(token('quote', text, at, quoteEnd));
      at = quoteEnd;
      continue;
    }
    PIECE.lastIndex = at;
    const end = at + (PIECE.exec(text)?.[0].length ?? 1);
    const piece = text.slice(at, end);
    if (piece.trim() !== '') {
      const literal = piece.startsWith('<') && piece.length > 1;
      const kind = literal ? 'quote' : WORD_START.test(piece) ? 'word' : 'mark';
      tokens.push(token(kind, text, at, end));
    }
    at = end;
  }
  return tokens;
}

/** The tokens as text again: white space as it stood where they are neighbours, one space where they are not. */
export function textOf(source: string, tokens: readonly Token[]): string {
  let text = '';
  let before: Token | undefined;
  for (const token of tokens) {
    if (before !== undefined) {
      const between = token.start >= before.end ? source.slice(before.end, token.start) : ' ';
      const glued = between === '' && (before.kind === 'mark' || token.kind === 'mark');
      text += glued ? '' : between !== '' && between.trim() === '' ? between : ' ';
    }
    text += token.text;
    before = token;
  }
  return text;
}

function endOfQuote(text: string, at: number, closers: Map<string, number>): number | null {
  const opener = text[at];
  const closer = opener === undefined ? undefined : CLOSERS.get(opener);
  if (closer === undefined) return null;
  // An apostrophe opens a quotation only where a word could begin.
  if ((opener === "'" || opener === '‘') && at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return null;
  let end = closers.get(closer);
  if (end === undefined || end <= at) {
    const found = text.indexOf(closer, at + 1);
    end = found === -1 ? Number.POSITIVE_INFINITY : found;
    closers.set(closer, end);
  }
  if (end === Number.POSITIVE_INFINITY) return null;
  if (closer === "'" && /[\p{L}\p{N}]/u.test(text[end + 1] ?? '')) return null;
  return end + 1;
}

function token(kind: Token['kind'], text: string, start: number, end: number): Token {
  const piece = text.slice(start, end);
  return { kind, text: piece, lower: piece.toLowerCase().replaceAll('’', "'"), start, end };
}
