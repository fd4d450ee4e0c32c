import { type Child, h } from '#playground/page/dom/h.ts';
import type { Block } from '#playground/page/feed/wire.ts';
import { markdown } from '#playground/page/text/markdown.ts';
import { richText } from '#playground/page/text/rich-text.ts';
import { plainText, textObject } from '#playground/page/text/text-object.ts';
import { alertBlock } from './alert.ts';
import { cardBlock } from './card.ts';
import { containerBlock } from './container.ts';
import { dataTable } from './data-table.ts';
import { drawElement } from './element.ts';
import { imageBlock, imageElement } from './image.ts';
import { inputBlock } from './input.ts';
import { planBlock } from './plan.ts';
import { sectionBlock } from './section.ts';
import type { Surface } from './surface.ts';
import { staticTable } from './table.ts';
import { taskCardBlock } from './task-card.ts';
import { unknownBlock } from './unknown.ts';

/** Draws blocks in order. One that cannot be drawn shows as its JSON and takes nothing else down. */
export function drawBlocks(blocks: readonly Block[], surface: Surface): HTMLElement {
  return h(
    'div',
    { class: 'blocks' },
    blocks.map((block) => {
      try {
        return drawBlock(block, surface);
      } catch (fault) {
        return unknownBlock(block, fault instanceof Error ? fault.message : String(fault));
      }
    }),
  );
}

function drawBlock(block: Block, surface: Surface): Child {
  const { names } = surface;
  switch (block.type) {
    case 'section':
      return sectionBlock(block, surface);
    case 'markdown':
      return h('div', { class: 'prose' }, markdown(block.text, names));
    case 'rich_text':
      return h('div', { class: 'prose' }, richText(block, names));
    case 'header':
      return h('h3', { class: 'header-block' }, plainText(block.text));
    case 'divider':
      return h('hr', { class: 'divider' });
    case 'context':
      return h(
        'div',
        { class: 'context' },
        block.elements.map((element) =>
          element.type === 'image'
            ? imageElement(element)
            : h('span', { class: 'prose prose-inline' }, textObject(element, names)),
        ),
      );
    case 'actions':
      return h(
        'div',
        { class: 'actions' },
        block.elements.map((element) => drawElement(element, surface, block.block_id)),
      );
    case 'context_actions':
      return h(
        'div',
        { class: 'actions context-actions' },
        block.elements.map((element) => drawElement(element, surface, block.block_id)),
      );
    case 'input':
      return inputBlock(block, surface);
    case 'image':
      return imageBlock(block);
    case 'alert':
      return alertBlock(block, surface);
    case 'card':
      return cardBlock(block, surface);
    case 'carousel':
      return h(
        'div',
        { class: 'carousel', role: 'group', tabindex: 0, 'aria-label': 'Cards' },
        block.elements.map((card) => cardBlock(card, surface)),
      );
    case 'container':
      return containerBlock(block, surface, drawBlocks);
    case 'plan':
      return planBlock(block, surface);
    case 'task_card':
      return taskCardBlock(block, surface);
    case 'table':
      return staticTable(block, surface);
    case 'data_table':
      return dataTable(block, surface);
    default:
      return unknownBlock(block);
  }
}
