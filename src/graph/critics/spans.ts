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

/** The sentence or line around a position; null between sentences. */
export function sentenceAt(text: string, position: number): Span | null {
  return sentences(text).find(({ start, end }) => position >= start && position < end) ?? null;
}

/** True where a position lies within one of the spans. */
export function within(spans: readonly Span[], position: number): boolean {
  return spans.some(({ start, end }) => position >= start && position < end);
}

function spansOf(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
