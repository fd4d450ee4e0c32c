import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KnowledgeBase } from '#agents/knowledge/knowledge-base.ts';
import { summaryOf } from '#agents/summary/summary-of.ts';
import { summarise } from '#agents/tools/summarise.ts';
import { aResult, aTaskCall } from './a-task-call.ts';

const LEAVE = await readFile(fileURLToPath(new URL('../../docs/handbook/leave.md', import.meta.url)), 'utf8');

const HANDBOOK = fileURLToPath(new URL('../../docs/handbook', import.meta.url));

function serve(call: Parameters<typeof aTaskCall>[0]) {
  const task = aTaskCall({ agentId: 'summariser', ...call });
  const knowledge = new KnowledgeBase(HANDBOOK, { now: () => Date.now(), maxAgeMs: 0 });
  return summarise(knowledge).serve({ call: task, signal: task.signal });
}

describe('the summary of a text', () => {
  it('is a fifth of its sentences, word for word and in order', () => {
    const summary = summaryOf(LEAVE);
    expect(summary.length).toBeGreaterThanOrEqual(2);
    expect(summary.length).toBeLessThanOrEqual(6);
    const places = summary.map((sentence) => LEAVE.indexOf(sentence));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('prefers decisions to chatter and says nothing twice', () => {
    const chat = [
      'Good morning everybody, how was the weekend?',
      'Mine was fine, thanks, lots of rain.',
      'About the launch: we decided to move the launch to 14 May because the audit found two risks.',
      'Oh nice.',
      'So the launch moves to 14 May, we decided, because of the two risks in the audit.',
      'Lunch anyone?',
      'Lin will fix both audit findings by Friday.',
    ].join('\n\n');
    const summary = summaryOf(chat);
    expect(summary).toHaveLength(2);
    expect(summary[0]).toContain('14 May');
    expect(summary[1]).toContain('Lin will fix');
  });

  it('leaves out code, tables and headings', () => {
    const text = '# Title\n\n```\nrm -rf /\n```\n\n| a | b |\n| - | - |\n\nThe only sentence.';
    expect(summaryOf(text)).toEqual(['The only sentence.']);
  });
});

describe('the summariser', () => {
  it('prefers the results that it waits for, then files, then pasted text, then the thread', async () => {
    const inputs = [aResult('A result that tells the story.')];
    const attachments = [{ name: 'leave.md', text: LEAVE }];
    const instruction = `Summarise: "${'The pasted text speaks of apples and pears. '.repeat(2)}"`;
    const history = [{ author: 'colleague' as const, text: 'The thread speaks of plums.' }];
    expect((await serve({ inputs, attachments, instruction, history })).text).toContain(
      'A result that tells',
    );
    expect((await serve({ attachments, instruction, history })).summary).toBe('Summarised leave.md');
    expect((await serve({ instruction, history })).text).toContain('apples and pears');
    expect((await serve({ instruction: 'Summarise this thread', history })).text).toBe(
      'The thread speaks of plums. — *This thread*',
    );
  });

  it('names what an earlier task quoted by its own heading, not by the line on that task’s card', async () => {
    const passage = {
      title: 'Pets › Dogs',
      locator: 'pets.md#dogs',
      excerpt: 'Dogs are welcome. They stay on a leash.',
    };
    const quoting = {
      ...aResult('> Dogs are welcome.\n\n— *Pets › Dogs* (`pets.md#dogs`)'),
      summary: 'Found in Pets › Dogs',
    };
    const told = await serve({ inputs: [{ ...quoting, sources: [passage] }, aResult('Cats are not.')] });
    expect(told.text).toBe('**Pets › Dogs** (`pets.md#dogs`)\nDogs are welcome.\n\nCats are not.');
    expect((await serve({ inputs: [aResult('Only this.')] })).text).toBe('Only this.');
  });

  it('tells a table row by row', () => {
    expect(
      summaryOf('| Amount | Who |\n| --- | --- |\n| up to 100 EUR | nobody |\n| above | your lead |'),
    ).toEqual(['up to 100 EUR: nobody', 'above: your lead']);
  });

  it('says a short passage in one sentence, and none that leans on another', () => {
    expect(summaryOf('Up to 5 unused days carry over. They expire on 31 March, which is important.')).toEqual(
      ['Up to 5 unused days carry over.'],
    );
  });

  it('looks a named subject up in the handbook, even inside of a thread, and cites it', async () => {
    const history = [{ author: 'colleague' as const, text: 'The thread speaks of plums.' }];
    const summary = await serve({ instruction: 'Summarise the refund policy', history });
    expect(summary.sources[0]?.locator).toBe('refunds.md#refund-policy');
    expect(summary.text).toMatch(
      /^Customers get a full refund within 30 days[^\n]* — \*Refunds › Refund policy\* \(`refunds\.md#refund-policy`\)$/,
    );
  });

  it('says what it needs when there is nothing to summarise', async () => {
    await expect(serve({ instruction: 'Summarise it please' })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('attach a text file, paste the text, or ask inside of a thread'),
    });
  });
});
