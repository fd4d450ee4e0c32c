import type { types } from '@slack/bolt';
import { type Child, h } from '#playground/page/dom/h.ts';
import { richText, wordsOf } from '#playground/page/text/rich-text.ts';
import type { Surface } from './surface.ts';

export type Cell = types.RawTextElement | types.RawNumberElement | types.RichTextBlock;

/** A plain table, as wide as it needs to be; its first row is the heading. */
export function staticTable(block: types.TableBlock, surface: Surface): HTMLElement {
  const [head = [], ...rows] = block.rows;
  const align = (column: number) => block.column_settings?.[column]?.align ?? null;
  return h(
    'div',
    { class: 'wide', role: 'region', tabindex: 0, 'aria-label': 'Table' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((cell, column) =>
            h('th', { scope: 'col', align: align(column) }, drawCell(cell, surface)),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            row.map((cell, column) => h('td', { align: align(column) }, drawCell(cell, surface))),
          ),
        ),
      ),
    ),
  );
}

export function drawCell(cell: Cell, surface: Surface): Child {
  return cell.type === 'rich_text' ? h('div', { class: 'prose' }, richText(cell, surface.names)) : cell.text;
}

/** What a cell is sorted and searched by. */
export function cellValue(cell: Cell | undefined): string | number {
  if (!cell) return '';
  if (cell.type === 'raw_number') return cell.value;
  return cell.type === 'rich_text' ? wordsOf(cell) : cell.text;
}
