import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import { launch } from './browser.ts';

type Fields = Record<string, unknown>;

const Answer = z.record(z.string(), z.unknown());
const Listing = z.object({ messages: z.array(z.looseObject({ ts: z.string(), text: z.string() })) });

/** A playground with one open page on it. `problems` collects what the page's console and scripts complain of. */
export type OpenPage = AsyncDisposable & {
  page: Page;
  browser: Browser;
  playground: Playground;
  problems: string[];
  /** Calls the Web API as the bot does; rejects when it is refused. */
  api(method: string, fields: Fields): Promise<Fields>;
  /** The newest message of a channel with this text, as the control API shows it. */
  message(channel: string, text: string): Promise<{ ts: string; text: string }>;
};

export async function openPage(options: BrowserContextOptions & { at?: string } = {}): Promise<OpenPage> {
  const { at = '', ...context } = options;
  const playground = await startPlayground({ port: 0 });
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...context });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') problems.push(line.text());
  });
  await page.goto(`${playground.url}/${at}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return {
    page,
    browser,
    playground,
    problems,
    async api(method, fields) {
      const answer = await postJson(`${playground.apiUrl}${method}`, fields, playground.botToken);
      if (answer.ok !== true) throw new Error(`${method}: ${JSON.stringify(answer)}`);
      return answer;
    },
    async message(channel, text) {
      const response = await fetch(`${playground.url}/_control/messages?channel=${channel}`);
      const { messages } = Listing.parse(await response.json());
      const found = messages.findLast((message) => message.text.includes(text));
      if (!found) throw new Error(`no message with "${text}" in ${channel}`);
      return found;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await playground.close();
    },
  };
}

async function postJson(url: string, fields: Fields, token: string): Promise<Fields> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(fields),
  });
  return Answer.parse(await response.json());
}
