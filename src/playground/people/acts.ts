import type { Act } from './act.ts';
import { edit, remove } from './amend.ts';
import { click } from './click.ts';
import { command } from './command.ts';
import { openHome } from './open-home.ts';
import { reactTo } from './react.ts';
import { say } from './say.ts';
import { shortcut } from './shortcut.ts';
import { stop } from './stop.ts';
import { close, submit } from './submit.ts';

/** What people can do, by the last part of the address under `/_control` and `/_page`. */
export const ACTS: ReadonlyMap<string, Act> = new Map<string, Act>(
  Object.entries({
    message: say,
    edit,
    delete: remove,
    react: reactTo,
    command,
    action: click,
    submit,
    close,
    stop,
    home: openHome,
    shortcut,
  }),
);
