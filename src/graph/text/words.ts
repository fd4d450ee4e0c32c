const LETTER_OR_DIGIT = /[\p{L}\p{N}\p{M}]/u;

/** 1 for the lower-case letters and digits of ASCII: nearly every character of nearly every text. */
const PLAIN = new Uint8Array(128);
for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789') PLAIN[character.charCodeAt(0)] = 1;
const APOSTROPHE = 0x27;
const CURLY_APOSTROPHE = 0x2019;

/**
 * The words of a text in lower case: runs of letters and digits, with apostrophes kept inside ("don't").
 * `checkout_service` and `ci/cd` are two words each. Linear in the length of the text; scanned by hand, as this is where
 * planning and routing spend their time and a Unicode expression costs four times as much.
 */
export function words(text: string): string[] {
  const lower = text.toLowerCase();
  const found: string[] = [];
  let from = -1;
  for (let at = 0; at < lower.length; at++) {
    const code = lower.charCodeAt(at);
    const width = code < 128 ? (PLAIN[code] ?? 0) : widthOfLetter(lower, at);
    if (width > 0) {
      if (from < 0) from = at;
      at += width - 1;
    } else if (from >= 0 && !joinsLetters(lower, at, code)) {
      found.push(lower.slice(from, at));
      from = -1;
    }
  }
  if (from >= 0) found.push(lower.slice(from));
  return found;
}

/** Code units of the letter or digit beyond ASCII that begins here; 0 where none does. */
function widthOfLetter(text: string, at: number): number {
  const point = text.codePointAt(at);
  if (point === undefined || !LETTER_OR_DIGIT.test(String.fromCodePoint(point))) return 0;
  return point > 0xffff ? 2 : 1;
}

/** An apostrophe with a letter behind it. */
function joinsLetters(text: string, at: number, code: number): boolean {
  if (code !== APOSTROPHE && code !== CURLY_APOSTROPHE) return false;
  const next = text.charCodeAt(at + 1);
  return next < 128 ? PLAIN[next] === 1 : widthOfLetter(text, at + 1) > 0;
}
