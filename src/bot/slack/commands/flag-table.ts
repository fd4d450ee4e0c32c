import type { types } from '@slack/bolt';
import type { FlagState } from '#bot/flags.ts';

/** State, share of users and last change of every flag. */
export function flagTable(flags: readonly FlagState[]): types.DataTableBlock {
  return { type: 'data_table', caption: 'Flags', page_size: 20, rows: [HEADER, ...flags.map(row)] };
}

export function stateOf(flag: FlagState): string {
  const state = flag.enabled ? 'on' : 'off';
  return flag.problem === null ? state : `${state} (definition invalid, the last good one holds)`;
}

/** Who made the last change: a person of this Slack by id, or the name of whoever did it elsewhere. */
export function whoChanged({ updatedBy }: FlagState): { user: string | null; name: string } {
  if (updatedBy === null || updatedBy === 'migration') return { user: null, name: '' };
  return /^[UW][A-Z0-9]{2,}$/.test(updatedBy)
    ? { user: updatedBy, name: `<@${updatedBy}>` }
    : { user: null, name: updatedBy };
}

/** The last change as one phrase, for where there is no table. */
export function lastChange(flag: FlagState): string {
  if (unchanged(flag) || flag.updatedAt === null) return UNCHANGED;
  const { name } = whoChanged(flag);
  return `changed ${inUtc(flag.updatedAt)}${name === '' ? '' : ` by ${name}`}`;
}

const UNCHANGED = 'as installed';

function unchanged(flag: FlagState): boolean {
  return flag.updatedAt === null || flag.updatedBy === 'migration';
}

function inUtc(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

const cell = (text: string): types.RawTextElement => ({ type: 'raw_text', text });

const HEADER = ['Flag', 'State', 'Users', 'Last change'].map(cell);

function row(flag: FlagState): (types.RawTextElement | types.RichTextBlock)[] {
  const share = flag.percentage === null ? 'by rules' : `${Math.round(flag.percentage)} %`;
  return [cell(flag.key), cell(stateOf(flag)), cell(share), changeCell(flag)];
}

/** The time as each reader's own clock shows it, and who. */
function changeCell(flag: FlagState): types.RawTextElement | types.RichTextBlock {
  const { updatedAt } = flag;
  if (unchanged(flag) || updatedAt === null) return cell(UNCHANGED);
  const { user, name } = whoChanged(flag);
  const elements: types.RichTextElement[] = [
    {
      type: 'date',
      timestamp: Math.floor(Date.parse(updatedAt) / 1_000),
      format: '{date_short_pretty} at {time}',
      fallback: inUtc(updatedAt),
    },
  ];
  if (user !== null) elements.push({ type: 'text', text: ' by ' }, { type: 'user', user_id: user });
  else if (name !== '') elements.push({ type: 'text', text: ` by ${name}` });
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}
