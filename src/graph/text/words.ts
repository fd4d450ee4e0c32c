const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu;

/**
 * The words of a text in lower case: runs of letters and digits, with apostrophes kept inside ("don't").
 * `checkout_service` and `ci/cd` are two words each. Linear in the length of the text.
 */
export function words(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}
