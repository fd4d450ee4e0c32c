const EXACT: Record<string, number> = {
  P0001: 400,
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '57P01': 503,
};

const CLASSES: Record<string, number> = {
  '08': 503,
  '40': 500,
  '53': 503,
  '55': 500,
  '57': 500,
  '58': 500,
  P0: 500,
  XX: 500,
};

/** The HTTP status with which PostgREST answers an SQLSTATE. `anonymous`: no role was claimed. */
export function postgrestStatus(sqlstate: string, anonymous: boolean): number {
  if (sqlstate === '42501') return anonymous ? 401 : 403;
  const chosen = /^PT(\d{3})$/.exec(sqlstate)?.[1];
  if (chosen) return Number(chosen);
  return EXACT[sqlstate] ?? CLASSES[sqlstate.slice(0, 2)] ?? 400;
}
