import { type Fields, isFields } from '#playground/fields.ts';
import type { Ids } from '#playground/ids.ts';
import type { Block } from '#playground/workspace/message.ts';

/** Slack's limits for what an app may post, in characters or items. */
const MAX_BLOCKS = { message: 50, view: 100 } as const;
const MAX_MARKDOWN = 12_000;
/** Beyond this many characters of blocks together Slack refuses the message whatever is in it. */
const MAX_BLOCKS_JSON = 100_000;

type Check = (block: Fields, at: string) => string | undefined;

/** The block types that Slack knows, each with the checks that reject most mistakes. */
const CHECKS: Readonly<Record<string, Check>> = {
  actions: (block, at) => items(block.elements, 1, 25, `${at}/elements`),
  alert: (block, at) => textObject(block.text, 3_000, `${at}/text`),
  card: (block, at) =>
    ['hero_image', 'title', 'actions', 'body'].some((field) => block[field] !== undefined)
      ? optionalTexts(block, { title: 150, subtitle: 150, body: 200 }, at)
      : `card needs one of hero_image, title, actions, body [json-pointer:${at}]`,
  carousel: (block, at) => items(block.elements, 1, 10, `${at}/elements`),
  container: (block, at) => items(block.child_blocks, 1, 10, `${at}/child_blocks`),
  context: (block, at) => items(block.elements, 1, 10, `${at}/elements`),
  context_actions: (block, at) => items(block.elements, 1, 5, `${at}/elements`),
  data_table: (block, at) =>
    typeof block.caption === 'string'
      ? items(block.rows, 1, 100, `${at}/rows`)
      : `missing required field: caption [json-pointer:${at}]`,
  divider: () => undefined,
  file: () => undefined,
  header: (block, at) => textObject(block.text, 150, `${at}/text`),
  image: (block, at) => string(block.alt_text, 2_000, `${at}/alt_text`),
  input: (block, at) =>
    isFields(block.element)
      ? textObject(block.label, 2_000, `${at}/label`)
      : `missing required field: element [json-pointer:${at}]`,
  markdown: (block, at) => string(block.text, MAX_MARKDOWN, `${at}/text`),
  plan: (block, at) => string(block.title, 1_000, `${at}/title`),
  rich_text: (block, at) => items(block.elements, 0, 1_000, `${at}/elements`),
  section,
  table: (block, at) => items(block.rows, 1, 100, `${at}/rows`),
  task_card: (block, at) => string(block.title, 1_000, `${at}/title`),
  video: (block, at) => string(block.video_url, 3_000, `${at}/video_url`),
};

export type CheckedBlocks =
  | { ok: true; blocks: Block[] }
  | { ok: false; error: 'invalid_blocks' | 'msg_blocks_too_long'; messages: string[] };

/** Checks blocks against Slack's limits and gives an id to each that has none. */
export function checkBlocks(given: unknown, surface: 'message' | 'view', ids: Ids): CheckedBlocks {
  if (!Array.isArray(given)) return refuse('blocks must be an array [json-pointer:/blocks]');
  const most = MAX_BLOCKS[surface];
  if (given.length > most) return refuse(`no more than ${most} items allowed [json-pointer:/blocks]`);
  const blocks: Block[] = [];
  const seen = new Set<string>();
  let markdown = 0;
  for (const [index, block] of given.entries()) {
    const at = `/blocks/${index}`;
    const type = isFields(block) ? block.type : undefined;
    const check = typeof type === 'string' ? CHECKS[type] : undefined;
    if (!isFields(block) || typeof type !== 'string' || check === undefined) {
      return refuse(`unsupported type: ${String(type)} [json-pointer:${at}/type]`);
    }
    const problem = check(block, at);
    if (problem !== undefined) return refuse(problem);
    const blockId = typeof block.block_id === 'string' ? block.block_id : ids.next('b');
    if (seen.has(blockId)) return refuse(`duplicate block_id: ${blockId} [json-pointer:${at}/block_id]`);
    seen.add(blockId);
    if (type === 'markdown') markdown += String(block.text).length;
    blocks.push({ ...block, type, block_id: blockId });
  }
  if (markdown > MAX_MARKDOWN || JSON.stringify(blocks).length > MAX_BLOCKS_JSON) {
    return { ok: false, error: 'msg_blocks_too_long', messages: ['blocks are too long together'] };
  }
  return { ok: true, blocks };
}

function refuse(message: string): CheckedBlocks {
  return { ok: false, error: 'invalid_blocks', messages: [`[ERROR] ${message}`] };
}

function section(block: Fields, at: string): string | undefined {
  const { text, fields } = block;
  if (text === undefined && fields === undefined) {
    return `section needs text or fields [json-pointer:${at}]`;
  }
  const problem = text === undefined ? undefined : textObject(text, 3_000, `${at}/text`);
  if (problem !== undefined || fields === undefined) return problem;
  return (
    items(fields, 1, 10, `${at}/fields`) ??
    (Array.isArray(fields) ? fields : [])
      .map((field, index) => textObject(field, 2_000, `${at}/fields/${index}`))
      .find((one) => one !== undefined)
  );
}

function optionalTexts(
  block: Fields,
  most: Readonly<Record<string, number>>,
  at: string,
): string | undefined {
  return Object.entries(most)
    .filter(([field]) => block[field] !== undefined)
    .map(([field, limit]) => textObject(block[field], limit, `${at}/${field}`))
    .find((problem) => problem !== undefined);
}

function textObject(value: unknown, most: number, at: string): string | undefined {
  if (!isFields(value)) return `missing required field: text object [json-pointer:${at}]`;
  if (value.type !== 'plain_text' && value.type !== 'mrkdwn') {
    return `unsupported type: ${String(value.type)} [json-pointer:${at}/type]`;
  }
  return string(value.text, most, `${at}/text`);
}

function string(value: unknown, most: number, at: string): string | undefined {
  if (typeof value !== 'string') return `must be a string [json-pointer:${at}]`;
  if (value.length === 0) return `must be more than 0 characters [json-pointer:${at}]`;
  if (value.length > most) return `must be less than ${most + 1} characters [json-pointer:${at}]`;
  return undefined;
}

function items(value: unknown, least: number, most: number, at: string): string | undefined {
  if (!Array.isArray(value)) return `must be an array [json-pointer:${at}]`;
  if (value.length < least) return `no fewer than ${least} items allowed [json-pointer:${at}]`;
  if (value.length > most) return `no more than ${most} items allowed [json-pointer:${at}]`;
  return undefined;
}
