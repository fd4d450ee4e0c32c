/** Postgres stores no NUL and no half of a surrogate pair, both of which JSON may carry: the one is dropped, the other replaced. */
export function storable<T>(value: T): T {
  const text = JSON.stringify(value);
  if (text === undefined || !/\\u(?:0000|d[89a-f])/i.test(text)) return value;
  return JSON.parse(text, (_key, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}
