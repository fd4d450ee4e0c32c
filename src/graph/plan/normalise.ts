/** Zero-width, bidirectional-control, tag and variation characters and the like: none carries meaning in a request. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;
/** Control characters but tab and newline. */
const CONTROL = /[\p{Cc}--[\n\t]]/gv;

/**
 * The one form in which a request is judged and planned: NFKC, line ends as `\n`, invisible and control characters
 * removed, trimmed. Idempotent and linear.
 */
export function normaliseText(text: string): string {
  let form = text;
  // Removing a joiner can bring two characters together that then compose: normalise until nothing changes.
  for (let round = 0; round < 3; round++) {
    const next = form
      .normalize('NFKC')
      .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
      .replace(INVISIBLE, '')
      .replace(CONTROL, '')
      .toWellFormed()
      .trim();
    if (next === form) return form;
    form = next;
  }
  return form;
}
