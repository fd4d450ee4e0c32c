/** A JSON object of which nothing is known yet: what a caller sent. */
export type Fields = { readonly [name: string]: unknown };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The named string, or '' where it is missing or of another type. Numbers count: forms carry `ts` as either. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** True for JSON's `true` and a form's `true` or `1`. */
export function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  return value === true || value === 'true' || value === '1' || value === 1;
}

/** The named number, also where a form carries it as digits; otherwise undefined. */
export function number(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/**
 * The named structure. A form carries structures as JSON text, a JSON body as they are. Text that is no JSON comes
 * back as the text itself, so that the caller's check of the shape refuses it.
 */
export function structure(fields: Fields, name: string): unknown {
  const value = fields[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The named object, or undefined. */
export function object(fields: Fields, name: string): Fields | undefined {
  const value = structure(fields, name);
  return isFields(value) ? value : undefined;
}

/** The objects of the named array; what is no object is left out. */
export function objects(fields: Fields, name: string): Fields[] {
  const value = structure(fields, name);
  return Array.isArray(value) ? value.filter(isFields) : [];
}
