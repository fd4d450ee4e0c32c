import { z } from 'zod';

const RequestLine = z.object({ text: z.string() });

export type ReadLine =
  | { ok: true; line: number; text: string }
  /** `problem` completes "line 3: …". */
  | { ok: false; line: number; problem: string };

/** JSON lines, each an object with a `text`. Blank lines are passed over; a bad one spoils no other. */
export function readRequests(source: string): ReadLine[] {
  const lines: ReadLine[] = [];
  source
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((content, index) => {
      if (content.trim() === '') return;
      lines.push(readLine(content, index + 1));
    });
  return lines;
}

function readLine(content: string, line: number): ReadLine {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { ok: false, line, problem: 'is not JSON' };
  }
  const parsed = RequestLine.safeParse(value);
  return parsed.success
    ? { ok: true, line, text: parsed.data.text }
    : { ok: false, line, problem: 'is not an object with a "text" of words: {"text": "…"}' };
}
