import { type Fields, isFields, text } from '#playground/fields.ts';
import type { Block } from '#playground/workspace/message.ts';

/** An interactive element with the block that it stands in. */
export type Found = { element: Fields; block: Block };

/** The element with the action id, wherever in the blocks it stands; with a value, the one that carries it. */
export function findElement(
  blocks: readonly Block[],
  actionId: string,
  value: string,
  blockId = '',
): Found | undefined {
  const candidates = blocks
    .filter((block) => blockId === '' || block.block_id === blockId)
    .flatMap((block) => elementsIn(block).map((element) => ({ element, block })))
    .filter(({ element }) => text(element, 'action_id') === actionId);
  return candidates.find(({ element }) => carries(element, value)) ?? candidates[0];
}

/** Every object below the block that has an action id: elements stand in many places of many block types. */
function elementsIn(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.flatMap(elementsIn);
  if (!isFields(value)) return [];
  const below = Object.values(value).flatMap(elementsIn);
  return typeof value.action_id === 'string' ? [value, ...below] : below;
}

function carries(element: Fields, value: string): boolean {
  return value !== '' && JSON.stringify(element).includes(JSON.stringify(value));
}
