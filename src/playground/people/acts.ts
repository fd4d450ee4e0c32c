import type { Act } from './act.ts';
import { edit, remove } from './amend.ts';
import { say } from './say.ts';

/** What people can do, by the last part of the address under `/_control` and `/_page`. */
export const ACTS: ReadonlyMap<string, Act> = new Map<string, Act>(
  Object.entries({
    message: say,
    edit,
    delete: remove,
  }),
);
