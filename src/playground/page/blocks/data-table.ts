import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import { morph } from '#playground/page/dom/morph.ts';
import { recall, remember, type Surface } from './surface.ts';
import { type Cell, cellValue, drawCell } from './table.ts';

type Order = { column: number; descending: boolean };
type Choice = { order: Order | null; page: number };

/** Slack's default. */
const PAGE_SIZE = 5;

/** A table that its reader sorts by column and turns page by page. The first row is the heading. */
export function dataTable(block: types.DataTableBlock, surface: Surface): HTMLElement {
  const what = `table ${block.block_id ?? block.caption}`;
  const choice = recall(surface, what, parseChoice);
  const [head = [], ...body] = block.rows;
  const rows = sorted(body, choice.order);
  const size = block.page_size ?? PAGE_SIZE;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(choice.page, pages - 1);
  const naming = block.row_header_column_index ?? 0;

  const change = (next: Choice) => (event: Event) => {
    remember(surface, what, next);
    const shown = event.currentTarget instanceof Element && event.currentTarget.closest('.data-table');
    if (shown) morph(shown, dataTable(block, surface));
  };
  return h(
    'div',
    { class: 'data-table' },
    h(
      'div',
      { class: 'wide', role: 'region', tabindex: 0, 'aria-label': block.caption },
      h(
        'table',
        {},
        h('caption', {}, block.caption),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            head.map((cell, column) => heading(cell, column, choice.order, surface, change)),
          ),
        ),
        h(
          'tbody',
          {},
          rows.slice(page * size, (page + 1) * size).map((row) =>
            h(
              'tr',
              {},
              row.map((cell, column) =>
                column === naming
                  ? h('th', { scope: 'row' }, drawCell(cell, surface))
                  : h('td', { class: cell.type === 'raw_number' ? 'number' : null }, drawCell(cell, surface)),
              ),
            ),
          ),
        ),
      ),
    ),
    pages > 1 &&
      h(
        'nav',
        { class: 'pager', 'aria-label': `Pages of ${block.caption}` },
        turn('Previous', page > 0, change({ ...choice, page: page - 1 })),
        h(
          'span',
          { 'aria-live': 'polite' },
          `${page * size + 1}–${Math.min((page + 1) * size, rows.length)} of ${rows.length}`,
        ),
        turn('Next', page < pages - 1, change({ ...choice, page: page + 1 })),
      ),
  );
}

function heading(
  cell: Cell,
  column: number,
  order: Order | null,
  surface: Surface,
  change: (next: Choice) => (event: Event) => void,
): HTMLElement {
  const here = order?.column === column ? order : null;
  // Ascending, descending, then as it came.
  const next = !here ? { column, descending: false } : here.descending ? null : { column, descending: true };
  const state = !here ? 'none' : here.descending ? 'descending' : 'ascending';
  return h(
    'th',
    { scope: 'col', 'aria-sort': state },
    h(
      'button',
      { class: 'sort', type: 'button', onclick: change({ order: next, page: 0 }) },
      drawCell(cell, surface),
      icon(here?.descending ? 'down' : 'up'),
    ),
  );
}

function turn(label: string, possible: boolean, onclick: (event: Event) => void): HTMLElement {
  return h('button', { class: 'button button-small', type: 'button', disabled: !possible, onclick }, label);
}

function sorted(rows: readonly Cell[][], order: Order | null): readonly Cell[][] {
  if (!order) return rows;
  const sign = order.descending ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(cellValue(a[order.column]), cellValue(b[order.column])));
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

function parseChoice(value: unknown): Choice {
  const first: Choice = { order: null, page: 0 };
  return typeof value === 'object' && value !== null ? { ...first, ...value } : first;
}
