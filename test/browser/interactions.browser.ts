import { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { EXECUTABLE, NEEDS } from './browser.ts';
import { type OpenPage, openPage } from './open-page.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** A small app of its own, over a real socket: what the page sends is judged by what Bolt makes of it. */
async function connect({ playground, page }: OpenPage): Promise<App & AsyncDisposable> {
  const app = new App({
    token: playground.botToken,
    appToken: playground.appToken,
    socketMode: true,
    clientOptions: { slackApiUrl: playground.apiUrl },
  });
  await app.start();
  await page.locator('#banner').waitFor({ state: 'hidden' });
  return Object.assign(app, { [Symbol.asyncDispose]: async () => void (await app.stop()) });
}

const MODAL = {
  type: 'modal' as const,
  callback_id: 'why',
  title: plain('What was wrong?'),
  submit: plain('Send'),
  close: plain('Not now'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reasons',
      label: plain('Reasons'),
      element: {
        type: 'checkboxes' as const,
        action_id: 'picked',
        options: [
          { text: plain('Wrong'), value: 'wrong' },
          { text: plain('Slow'), value: 'slow' },
        ],
      },
    },
    {
      type: 'input' as const,
      block_id: 'comment',
      optional: true,
      label: plain('Anything else?'),
      element: { type: 'plain_text_input' as const, action_id: 'text', multiline: true },
    },
  ],
};

describe.skipIf(!EXECUTABLE)(`interactions on the page${NEEDS}`, () => {
  it('asks before a button that wants confirmation, and sends its value once', async () => {
    await using open = await openPage();
    const { page, api } = open;
    await using app = await connect(open);
    const clicked = Promise.withResolvers<unknown>();
    app.action('toggle', async ({ ack, action }) => {
      await ack();
      clicked.resolve('value' in action ? action.value : null);
    });
    await api('chat.postMessage', {
      channel: 'C0GENERAL',
      text: 'flag',
      blocks: [
        {
          type: 'section',
          text: plain('emergency_shutdown'),
          accessory: {
            type: 'button',
            action_id: 'toggle',
            value: 'on',
            style: 'danger',
            text: plain('Turn on'),
            confirm: {
              title: plain('Stop everything?'),
              text: plain('Work is aborted.'),
              confirm: plain('Do it'),
            },
          },
        },
      ],
    });
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('button', { name: 'Do it' }).click();
    expect(await clicked.promise).toBe('on');
  });

  it('opens a modal on thumbs down, names what is missing, and submits what was entered', async () => {
    await using open = await openPage();
    const { page, api } = open;
    await using app = await connect(open);
    app.action('rate', async ({ ack, body, client }) => {
      await ack();
      if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: MODAL });
    });
    const submitted = Promise.withResolvers<unknown>();
    app.view('why', async ({ ack, view }) => {
      const { comment, reasons } = view.state.values;
      if (comment?.text?.value === 'bad')
        return ack({ response_action: 'errors', errors: { comment: 'Be kind.' } });
      submitted.resolve([reasons?.picked?.selected_options?.map(({ value }) => value), comment?.text?.value]);
      return ack();
    });
    await api('chat.postMessage', {
      channel: 'C0GENERAL',
      text: 'answer',
      blocks: [
        {
          type: 'context_actions',
          elements: [
            {
              type: 'feedback_buttons',
              action_id: 'rate',
              positive_button: { text: plain('Good answer'), value: 'up' },
              negative_button: { text: plain('Bad answer'), value: 'down' },
            },
          ],
        },
      ],
    });
    const thumb = page.getByRole('button', { name: 'Bad answer' });
    await thumb.click();
    const modal = page.getByRole('dialog', { name: 'What was wrong?' });
    await modal.waitFor();
    expect(await thumb.getAttribute('aria-pressed')).toBe('true');

    await modal.getByRole('button', { name: 'Send' }).click();
    await modal.getByText('Please fill this in.').waitFor();
    await modal.getByLabel('Slow').check();
    await modal.getByLabel('Anything else?').fill('bad');
    await modal.getByRole('button', { name: 'Send' }).click();
    await modal.getByText('Be kind.').waitFor();
    await modal.getByLabel('Anything else?').fill('It took long');
    await modal.getByRole('button', { name: 'Send' }).click();
    await modal.waitFor({ state: 'detached' });
    expect(await submitted.promise).toEqual([['slow'], 'It took long']);
    expect(open.problems).toEqual([]);
  });

  it('offers Stop while a session works, and tells the app who pressed it', async () => {
    await using open = await openPage();
    const { page, api } = open;
    await using app = await connect(open);
    const stopped = Promise.withResolvers<unknown>();
    app.use(async ({ payload, next }) => {
      if (payload.type === 'agent_session_stopped' && 'user' in payload) stopped.resolve(payload.user);
      await next();
    });
    await page.locator('.example').last().click();
    await page.locator('.message').first().waitFor();
    const { ts } = await open.message('C0GENERAL', 'refund policy');
    const session = { channel_id: 'C0GENERAL', thread_ts: ts };
    await api('agents.sessions.setStatus', { ...session, status: 'processing', initiator_user_id: 'U0ADA' });
    await page.getByText('Working…').click();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await stopped.promise).toBe('U0ADA');

    await api('agents.sessions.setStatus', { ...session, status: 'active' });
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
  });

  it('sends a slash command to the app and shows what it answers, and says when it does not', async () => {
    await using open = await openPage();
    const { page } = open;
    await using app = await connect(open);
    app.command('/genesis', async ({ ack, command }) => {
      if (command.text === 'help')
        await ack({ response_type: 'ephemeral', text: `You asked for ${command.text}.` });
    });
    const composer = page.getByRole('combobox', { name: /general/ });
    await composer.pressSequentially('/gen');
    await composer.press('Tab');
    await composer.pressSequentially('he');
    await composer.press('Tab');
    await composer.press('Enter');
    await page.locator('.message').getByText('You asked for help.').waitFor();
    await page.getByText('Only visible to you').waitFor();

    await composer.fill('/genesis nothing');
    await composer.press('Enter');
    await page.locator('#toasts').getByText('did not answer within three seconds').waitFor();
    expect(await composer.inputValue()).toBe('/genesis nothing');
  });
});
