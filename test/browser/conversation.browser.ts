import { describe, expect, it } from 'vitest';
import { EXECUTABLE, NEEDS } from './browser.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!EXECUTABLE)(`conversation on the page${NEEDS}`, () => {
  it('offers a newcomer three requests, and posts the one that is clicked with its mention', async () => {
    await using open = await openPage();
    const { page } = open;
    const examples = page.locator('.example');
    expect(await examples.count()).toBe(3);

    await examples.first().click();

    await page.locator('.message').getByText('how long is parental leave').waitFor();
    expect((await open.message('C0GENERAL', 'parental leave')).text).toMatch(/^<@U0GENESIS> /);
    expect(open.problems).toEqual([]);
  });

  it('completes a mention by keyboard and sends with Enter, keeping what was typed as text', async () => {
    await using open = await openPage();
    const { page } = open;
    const composer = page.getByRole('combobox', { name: /general/ });
    await composer.click();
    await page.keyboard.type('@gen');
    await page.getByRole('option', { name: /@genesis/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('show <b>bold</b> & *strong*');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');

    const body = page.locator('.message .message-body').last();
    await body.getByText('@Genesis').waitFor();
    expect(await body.innerText()).toBe('@Genesis show <b>bold</b> & strong\nsecond line');
    expect(await body.locator('b').count()).toBe(0);
    expect(await body.locator('strong').innerText()).toBe('strong');
    expect(await composer.inputValue()).toBe('');
  });

  it('opens the thread when the bot answers, and shows its plan moving', async () => {
    await using open = await openPage();
    const { page, api } = open;
    await page.locator('.example').last().click();
    await page.locator('.message').getByText('look up the refund policy').waitFor();
    const { ts } = await open.message('C0GENERAL', 'look up the refund policy');

    const place = { channel: 'C0GENERAL', thread_ts: ts };
    const to = { recipient_user_id: 'U0ADA', recipient_team_id: 'T0GENESIS' };
    const title = { type: 'plan_update', title: 'Planning…' };
    const started = await api('chat.startStream', {
      ...place,
      ...to,
      task_display_mode: 'plan',
      chunks: [title],
    });
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Planning…').waitFor();

    const stream = { channel: 'C0GENERAL', ts: started.ts };
    const task = { type: 'task_update', id: 't1', title: 'Look up the refund policy' };
    await api('chat.appendStream', {
      ...stream,
      chunks: [{ ...task, status: 'in_progress', details: 'security' }],
    });
    await thread.getByRole('img', { name: 'Working' }).waitFor();
    await api('chat.appendStream', {
      ...stream,
      chunks: [{ ...task, status: 'complete', output: 'No findings' }],
    });
    await thread.getByRole('img', { name: 'Done' }).waitFor();
    expect(await thread.getByRole('progressbar').getAttribute('value')).toBe('1');

    await api('chat.stopStream', { ...stream, markdown_text: 'All **good**.' });
    await thread.locator('.answer strong').getByText('good').waitFor();
    expect(await page.locator('#main .thread-count').innerText()).toBe('1 reply');
    expect(await page.locator('#announcer').innerText()).toContain('All **good**.');
    expect(open.problems).toEqual([]);
  });

  it('keeps an opened task card open while the plan goes on', async () => {
    await using open = await openPage();
    const { page, api } = open;
    await page.locator('.example').first().click();
    await page.locator('.message').first().waitFor();
    const { ts } = await open.message('C0GENERAL', 'parental leave');
    const task = {
      type: 'task_update',
      id: 't1',
      title: 'Look it up',
      details: 'knowledge, by rule',
      sources: [{ type: 'url', url: 'https://example.com/leave', text: 'Leave' }],
    };
    const started = await api('chat.startStream', {
      channel: 'C0GENERAL',
      thread_ts: ts,
      recipient_user_id: 'U0ADA',
      recipient_team_id: 'T0GENESIS',
      task_display_mode: 'plan',
      chunks: [{ ...task, status: 'in_progress' }],
    });
    const card = page.locator('#thread .task');
    await card.getByText('Look it up').click();
    await card.getByRole('link', { name: 'Leave' }).waitFor();

    const stream = { channel: 'C0GENERAL', ts: started.ts };
    await api('chat.appendStream', {
      ...stream,
      chunks: [{ ...task, status: 'complete', output: '18 weeks' }],
    });

    await card.getByText('18 weeks').waitFor();
    expect(await card.getAttribute('open')).not.toBeNull();
  });

  it('edits the last message with the up arrow and deletes it after asking', async () => {
    await using open = await openPage();
    const { page } = open;
    const composer = page.getByRole('combobox', { name: /general/ });
    await composer.fill('first versoin');
    await composer.press('Enter');
    await page.locator('.message').getByText('first versoin').waitFor();

    await composer.press('ArrowUp');
    expect(await composer.inputValue()).toBe('first versoin');
    await composer.fill('first version');
    await composer.press('Enter');
    await page.locator('.message').getByText('first version', { exact: true }).waitFor();
    await page.getByText('(edited)').waitFor();

    await page.locator('.message').hover();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.locator('.message').waitFor({ state: 'detached' });
  });

  it('shows an ephemeral message to one person, until they put it away', async () => {
    await using open = await openPage();
    const { page, api } = open;
    await api('chat.postEphemeral', { channel: 'C0GENERAL', user: 'U0ADA', text: 'for Ada alone' });
    await page.getByText('Only visible to you').waitFor();

    await page.getByRole('button', { name: /Act as somebody else/ }).click();
    await page.getByRole('menuitemradio', { name: /Lin Chen/ }).click();
    await page.getByRole('button', { name: /You are Lin Chen/ }).waitFor();
    expect(await page.getByText('for Ada alone').count()).toBe(0);

    await page.getByRole('button', { name: /Act as somebody else/ }).click();
    await page.getByRole('menuitemradio', { name: /Ada Byron/ }).click();
    await page.locator('.message').hover();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.message').waitFor({ state: 'detached' });
  });

  it('says so while the playground is away, and has what happened meanwhile once it is back', async () => {
    await using open = await openPage();
    const { page, api } = open;
    await page.context().setOffline(true);
    await page.reload().catch(() => null);
    await page.context().setOffline(false);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();

    await page.route('**/_page/**', (route) => route.abort());
    await fetch(`${open.playground.url}/_control/reset`, { method: 'POST' });
    await page.getByText('The playground does not answer').waitFor();
    await api('chat.postMessage', { channel: 'C0GENERAL', text: 'while you were away' });
    await page.unroute('**/_page/**');

    await page.getByText('while you were away').waitFor();
    await page.getByText('The playground does not answer').waitFor({ state: 'hidden' });
  });
});
