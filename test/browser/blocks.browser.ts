import { describe, expect, it } from 'vitest';
import { EXECUTABLE, NEEDS } from './browser.ts';
import { openPage } from './open-page.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const cell = (text: string) => ({ type: 'raw_text', text });
const number = (value: number) => ({ type: 'raw_number', value, text: String(value) });

describe.skipIf(!EXECUTABLE)(`blocks on the page${NEEDS}`, () => {
  it('draws every block that the bot sends, and the others as their JSON', async () => {
    await using open = await openPage();
    const { page, api } = open;
    const words = (text: string) => ({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text, style: { bold: true } }] }],
    });
    await api('chat.postMessage', {
      channel: 'C0GENERAL',
      text: 'fallback',
      blocks: [
        { type: 'header', text: plain('A header') },
        {
          type: 'section',
          text: mrkdwn('*bold* _it_ ~no~ `code` <https://example.com|a link> <@U0LIN> snake_case_name'),
        },
        { type: 'section', fields: [mrkdwn('*Left*'), mrkdwn('*Right*')] },
        { type: 'divider' },
        { type: 'context', elements: [mrkdwn('2 agents · $0.01')] },
        { type: 'markdown', text: '## Heading\n\n- [ ] open\n- [x] done' },
        words('rich words'),
        { type: 'alert', level: 'warning', text: mrkdwn('no key') },
        { type: 'card', title: mrkdwn('qa'), body: mrkdwn('Tests things') },
        {
          type: 'plan',
          title: 'The plan',
          tasks: [
            { type: 'task_card', task_id: '1', title: 'One', status: 'complete', output: words('worked') },
            { type: 'task_card', task_id: '2', title: 'Two', status: 'error' },
            { type: 'task_card', task_id: '3', title: 'Three', status: 'pending' },
          ],
        },
        {
          type: 'video',
          alt_text: 'a film',
          title: plain('Film'),
          video_url: 'https://example.com/film',
          thumbnail_url: 'https://example.com/still',
        },
      ],
    });
    const body = page.locator('.message-body');
    await body.getByRole('heading', { name: 'A header' }).waitFor();
    expect(await body.locator('.section strong').allInnerTexts()).toEqual(['bold', 'Left', 'Right']);
    expect(await body.locator('.section em').innerText()).toBe('it');
    expect(await body.getByText('snake_case_name').count()).toBe(1);
    expect(await body.getByText('@Lin Chen').count()).toBe(1);
    expect(await body.getByRole('link', { name: 'a link' }).getAttribute('rel')).toContain('noopener');
    expect(await body.getByRole('checkbox').count()).toBe(2);
    expect(await body.getByText('rich words').count()).toBe(1);
    expect(await body.locator('.alert-warning').innerText()).toBe('no key');
    expect(await body.locator('.card').innerText()).toContain('Tests things');
    expect(await body.getByRole('img', { name: 'Done', exact: true }).count()).toBe(1);
    expect(await body.getByRole('img', { name: 'Failed' }).count()).toBe(1);
    expect(await body.getByRole('progressbar').getAttribute('value')).toBe('2');
    expect(await body.getByRole('img', { name: 'Not done' }).count()).toBe(1);
    await body.getByText('video block').click();
    expect(await body.locator('.unknown pre').innerText()).toContain('"alt_text": "a film"');
    expect(open.problems).toEqual([]);
  });

  it('runs nothing and fetches nothing that comes inside of a message', async () => {
    await using open = await openPage();
    const { page, api } = open;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const hostile = [
      '<img src=https://evil.example/pixel onerror="document.title=1">',
      '<script>document.title=2</script><style>body{display:none}</style>',
      '[click](javascript:document.title=3) ![i](https://evil.example/i.png)',
      '<form action="https://evil.example"><input type="password"><button>Log in</button></form>',
      '<iframe src="https://evil.example"></iframe><a href="data:text/html,x" style="position:fixed">x</a> the end',
    ].join('\n\n');
    await api('chat.postMessage', {
      channel: 'C0GENERAL',
      text: 'x',
      blocks: [
        { type: 'markdown', text: hostile },
        { type: 'section', text: mrkdwn(hostile) },
        { type: 'section', text: mrkdwn('<javascript:document.title=4|press>') },
      ],
    });
    const body = page.locator('.message-body');
    await body.getByText('the end').first().waitFor();
    for (const tag of [
      'img',
      'script',
      'style',
      'iframe',
      'form',
      'input',
      'a[href^="javascript"]',
      '[style]',
    ]) {
      expect(await body.locator(tag).count(), tag).toBe(0);
    }
    expect(asked.filter((url) => url.includes('evil'))).toEqual([]);
    expect(await page.title()).toContain('general');
  });

  it('sorts a data table by its columns, turns its pages, and says so to assistive technology', async () => {
    await using open = await openPage();
    const { page, api } = open;
    const rows = [3, 20, 1, 12, 7, 5].map((share) => [cell(`flag_${share}`), number(share)]);
    await api('chat.postMessage', {
      channel: 'C0GENERAL',
      text: 'flags',
      blocks: [{ type: 'data_table', caption: 'Flags', rows: [[cell('Flag'), cell('Share')], ...rows] }],
    });
    const table = page.getByRole('table', { name: 'Flags' });
    await table.waitFor();
    expect(await table.locator('tbody tr').count()).toBe(5);

    await table.getByRole('button', { name: 'Share' }).click();
    const shares = table.locator('tbody td');
    expect(await shares.allInnerTexts()).toEqual(['1', '3', '5', '7', '12']);
    const head = table.getByRole('columnheader', { name: 'Share' });
    expect(await head.getAttribute('aria-sort')).toBe('ascending');

    await page.getByRole('button', { name: 'Next' }).click();
    expect(await shares.allInnerTexts()).toEqual(['20']);
    await page.getByText('6–6 of 6').waitFor();
  });
});
