import { describe, expect, it } from 'vitest';
import { EXECUTABLE, NEEDS } from './browser.ts';
import { openPage } from './open-page.ts';

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** The contrast of two custom properties as the page resolves them, by WCAG's formula. */
const CONTRAST = `(([front, back]) => {
  const channels = (name) => {
    const probe = document.createElement('i');
    probe.style.color = 'var(' + name + ')';
    document.body.append(probe);
    const found = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number);
    probe.remove();
    return found;
  };
  const light = (name) => {
    const [r, g, b] = channels(name).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
})`;

describe.skipIf(!EXECUTABLE)(`access to the page${NEEDS}`, () => {
  it('is used without a mouse: from message to thread and back', async () => {
    await using open = await openPage();
    const { page } = open;
    const composer = page.getByRole('combobox', { name: /general/ });
    for (const text of ['one', 'two']) {
      await composer.fill(text);
      await composer.press('Enter');
      await page.locator('.message').getByText(text, { exact: true }).waitFor();
    }
    await composer.press('Shift+Tab');
    expect(await page.locator('.message:focus').innerText()).toContain('two');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('.message:focus').innerText()).toContain('one');

    await page.keyboard.press('Enter');
    const reply = page.getByRole('combobox', { name: 'Reply in this thread' });
    await expect.poll(() => reply.evaluate((field) => field.matches(':focus'))).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'hidden' });
    expect(await page.locator('.message:focus').innerText()).toContain('one');
  });

  it('moves between its parts with F6 and between channels with Alt and the arrows', async () => {
    await using open = await openPage();
    const { page } = open;
    await page.keyboard.press('F6');
    expect(await page.locator('#sidebar :focus').innerText()).toBe('general');
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByRole('heading', { level: 1, name: 'eng' }).waitFor();
    await page.keyboard.press('F6');
    expect(await page.locator('#main textarea:focus').count()).toBe(1);
  });

  it('opens its menus and lists by keyboard and gives the focus back', async () => {
    await using open = await openPage();
    const { page } = open;
    const look = page.getByRole('button', { name: 'Appearance' });
    await look.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await look.evaluate((button) => button.matches(':focus'))).toBe(true);
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });

  it('names every button and field', async () => {
    await using open = await openPage();
    const { page } = open;
    await page.locator('.example').first().click();
    await page.locator('.message').first().waitFor();
    for (const control of await page.locator('button:visible, textarea:visible').all()) {
      const name = (await control.getAttribute('aria-label')) ?? (await control.innerText());
      expect(name.trim(), await control.evaluate((element) => element.outerHTML)).not.toBe('');
    }
  });

  it.each(['light', 'dark'] as const)('is readable in %s', async (colorScheme) => {
    await using open = await openPage({ colorScheme });
    const pairs = [
      ['--ink', '--panel'],
      ['--ink-2', '--panel'],
      ['--ink-3', '--panel'],
      ['--ink-3', '--canvas'],
      ['--accent', '--panel'],
      ['--accent', '--accent-soft'],
      ['--good', '--good-soft'],
      ['--warn', '--warn-soft'],
      ['--bad', '--bad-soft'],
      ['--on-accent', '--accent-solid'],
      ['--on-accent', '--bad-solid'],
    ];
    for (const pair of pairs) {
      const contrast = await open.page.evaluate(`${CONTRAST}(${JSON.stringify(pair)})`);
      expect(contrast, pair.join(' on ')).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([380, 720, 1000, 1440])('fits a window of %i pixels, with a thread open too', async (width) => {
    await using open = await openPage({ viewport: { width, height: 760 } });
    const { page, api } = open;
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    await page.locator('.example').first().click();
    await page.locator('.message').first().waitFor();
    const { ts } = await open.message('C0GENERAL', 'parental');
    await api('chat.postMessage', {
      channel: 'C0GENERAL',
      thread_ts: ts,
      text: `${'very-long-word'.repeat(20)} end`,
    });
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('very-long').waitFor();
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    if (width < 720) {
      await thread.getByRole('button', { name: 'Close the thread' }).click();
      await page.getByRole('button', { name: 'Channels and people' }).click();
      await page.locator('.place', { hasText: 'eng' }).click();
      await page.getByRole('heading', { level: 1, name: 'eng' }).waitFor();
    }
  });
});
