import { z } from 'zod';

const Refused = z.object({
  message: z.string(),
  code: z.string().regex(/^[0-9A-Z]{5}$/),
  detail: z.string().optional(),
  hint: z.string().optional(),
});

export type DatabaseRefusal = { code: string; message: string; details: string | null; hint: string | null };

/**
 * What Postgres itself answered, in PostgREST's words; null for an error that is not Postgres' answer. By shape and
 * not by class: the embedded database's driver and the server's have one each.
 */
export function databaseRefusal(error: unknown): DatabaseRefusal | null {
  const refused = Refused.safeParse(error);
  if (!refused.success) return null;
  const { code, message, detail, hint } = refused.data;
  return { code, message, details: detail ?? null, hint: hint ?? null };
}
