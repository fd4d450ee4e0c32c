/** A half-open range of characters. */
export type Span = { start: number; end: number };

/** Fenced blocks and inline code. */
export function codeSpans(text: string): Span[] {
  return spansOf(text, /```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]+`/g);
}

/** Passages in double quotes, straight or typographic, and quoted lines. An apostrophe opens nothing. */
export function quotedSpans(text: string): Span[] {
  return spansOf(text, /"[^"\n]{2,400}"|[“„«][^”“»\n]{2,400}[”“»]|^[ \t]*>.*$/gm);
}

/** Sentences and lines, with whatever punctuation ends them; white space between them belongs to none. */
export function sentences(text: string): Span[] {
  return spansOf(text, /[^\s](?:[^.!?\n]|[.!?](?![\s)"”*_]|$))*(?:[.!?]+[)"”*_]*)?/g);
}

/** The span that a position lies in; undefined where there is none. Spans are in order and do not overlap. */
export function spanAt(spans: readonly Span[], position: number): Span | undefined {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  const before = spans[low - 1];
  return before !== undefined && position < before.end ? before : undefined;
}

/** True where a position lies within one of the spans. */
export function within(spans: readonly Span[], position: number): boolean {
  return spanAt(spans, position) !== undefined;
}

function spansOf(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
