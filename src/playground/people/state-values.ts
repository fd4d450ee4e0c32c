import { type Fields, isFields, text } from '#playground/fields.ts';
import type { Block } from '#playground/workspace/message.ts';
import { elementValue } from './element-value.ts';

/** The fields with which an element comes filled in. */
const INITIAL = [
  'initial_value',
  'initial_option',
  'initial_options',
  'initial_date',
  'initial_time',
  'initial_user',
  'initial_users',
  'initial_channel',
  'initial_conversation',
];

/**
 * What was entered into the blocks, as Slack reports it: by block and action. Given values may be keyed so too, or by
 * block or action alone; without one an element keeps what it came with.
 */
export function stateValues(blocks: readonly Block[], given: Fields): Record<string, Fields> {
  const values: Record<string, Fields> = {};
  for (const block of blocks) {
    const elements = block.type === 'input' ? [block.element] : stateful(block);
    for (const element of elements.filter(isFields)) {
      const actionId = text(element, 'action_id');
      const value = pick(given, block.block_id, actionId);
      values[block.block_id] = {
        ...values[block.block_id],
        [actionId]: {
          type: element.type,
          ...elementValue(element, value === undefined ? initial(element) : value),
        },
      };
    }
  }
  return values;
}

/** The block ids of inputs that must be filled in and are not: Slack does not send those forms. */
export function missingInputs(blocks: readonly Block[], values: Readonly<Record<string, Fields>>): string[] {
  return blocks
    .filter((block) => block.type === 'input' && block.optional !== true)
    .filter(({ block_id }) => Object.values(values[block_id] ?? {}).every(isEmpty))
    .map(({ block_id }) => block_id);
}

function isEmpty(state: unknown): boolean {
  if (!isFields(state)) return true;
  const { type: _, ...rest } = state;
  return Object.values(rest).every(
    (value) => value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

/** Elements outside inputs that hold a state: all but buttons. */
function stateful(block: Block): unknown[] {
  const elements = Array.isArray(block.elements) ? block.elements : [];
  const all = block.type === 'actions' ? elements : [block.accessory];
  return all.filter(
    (element) =>
      isFields(element) &&
      !['button', 'overflow', 'image', 'workflow_button'].includes(text(element, 'type')),
  );
}

function pick(given: Fields, blockId: string, actionId: string): unknown {
  const byBlock = given[blockId];
  if (isFields(byBlock)) return byBlock[actionId];
  return byBlock ?? given[actionId];
}

function initial(element: Fields): unknown {
  const name = INITIAL.find((each) => element[each] !== undefined);
  const value = name === undefined ? undefined : element[name];
  if (name === 'initial_option' && isFields(value)) return value.value;
  if (name === 'initial_options' && Array.isArray(value)) {
    return value.filter(isFields).map((option) => option.value);
  }
  return value;
}
