import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { BotFlags, FlagState } from '#bot/flags.ts';
import { ACTIONS } from '#bot/slack/action-ids.ts';
import { escapeText, oneLine } from '#bot/slack/outbound-text.ts';
import type { Role } from '#graph/request.ts';
import { type CommandReply, ONLY_ADMINS } from './reply.ts';

/** What a Toggle button carries: the change, and the version that its reader saw. */
const ToggleValue = z.object({ key: z.string(), to: z.boolean(), version: z.number().int() });

/** The flags as a table; admins get a button for each, with a confirmation. */
export function flagsReply(flags: readonly FlagState[], role: Role, note?: string): CommandReply {
  const blocks: types.KnownBlock[] = [
    { type: 'data_table', caption: 'Flags', page_size: 20, rows: [HEADER, ...flags.map(row)] },
  ];
  if (role === 'admin') blocks.push(...buttons(flags));
  const context = note ?? (role === 'admin' ? 'Every change is written down with your name.' : ONLY_ADMINS);
  blocks.push({ type: 'context', elements: [{ type: 'mrkdwn', text: escapeText(context) }] });
  const lines = flags.map(
    (flag) => `${flag.enabled ? '●' : '○'} ${flag.key}: ${stateOf(flag)}, ${lastChange(flag)}`,
  );
  return { text: ['Flags', ...lines, ...(note === undefined ? [] : [note])].join('\n'), blocks };
}

/**
 * Carries out a Toggle click. The clicker is judged again here: whoever can see the button need not be an admin.
 * A flag that somebody else changed meanwhile is left alone.
 */
export async function toggleFlag(
  flags: BotFlags,
  click: { value: string; actor: string; role: Role },
): Promise<CommandReply> {
  if (click.role !== 'admin') return { text: ONLY_ADMINS, blocks: [] };
  const parsed = ToggleValue.safeParse(parseJson(click.value));
  if (!parsed.success) {
    return { text: 'This button is from an older version. Call `/genesis flags` again.', blocks: [] };
  }
  const { key, to, version } = parsed.data;
  const result = await flags.set(key, to, { actor: click.actor, via: 'slack', expectedVersion: version });
  const note = result.ok ? `${key} is now ${to ? 'on' : 'off'}.` : result.message;
  return flagsReply(await flags.list(), click.role, note);
}

const cell = (text: string): types.RawTextElement => ({ type: 'raw_text', text: text || '–' });

const HEADER = ['Flag', 'State', 'Users', 'Last change', 'What it does'].map(cell);

function row(flag: FlagState): types.RawTextElement[] {
  return [
    cell(flag.key),
    cell(stateOf(flag)),
    cell(flag.percentage === null ? 'by rule' : `${Math.round(flag.percentage)} %`),
    cell(lastChange(flag)),
    cell(oneLine(flag.problem ?? flag.description, 160)),
  ];
}

function stateOf(flag: FlagState): string {
  const state = flag.enabled ? 'on' : 'off';
  return flag.problem === null ? state : `${state} (invalid definition, last good one in force)`;
}

function lastChange(flag: FlagState): string {
  if (flag.updatedAt === null) return 'never changed';
  const when = `${flag.updatedAt.slice(0, 16).replace('T', ' ')} UTC`;
  return flag.updatedBy === null ? when : `${when} by ${flag.updatedBy}`;
}

/** Five buttons a row, as many as read well. */
function buttons(flags: readonly FlagState[]): types.ActionsBlock[] {
  const all = flags.map(toggleButton);
  return Array.from({ length: Math.ceil(all.length / 5) }, (_, index) => ({
    type: 'actions',
    elements: all.slice(index * 5, index * 5 + 5),
  }));
}

function toggleButton(flag: FlagState): types.Button {
  const to = !flag.enabled;
  const verb = to ? 'Turn on' : 'Turn off';
  return {
    type: 'button',
    // Slack wants every element of a message to have an id of its own.
    action_id: `${ACTIONS.toggleFlag}:${flag.key}`,
    text: { type: 'plain_text', text: `${verb} ${flag.key}` },
    value: JSON.stringify({ key: flag.key, to, version: flag.version }),
    ...(flag.key === 'emergency_shutdown' && to ? { style: 'danger' as const } : {}),
    confirm: {
      title: { type: 'plain_text', text: `${verb}?` },
      text: {
        type: 'plain_text',
        text: oneLine(`${flag.key}: ${flag.description || 'no description'}`, 290),
      },
      confirm: { type: 'plain_text', text: verb },
      deny: { type: 'plain_text', text: 'Leave it' },
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
