import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KnowledgeBase } from '#agents/knowledge/knowledge-base.ts';
import { lookUp } from '#agents/knowledge/look-up.ts';
import { splitMarkdown } from '#agents/knowledge/split-markdown.ts';
import { searchKnowledge } from '#agents/tools/search-knowledge.ts';
import { aTaskCall } from './a-task-call.ts';
import { temporaryFolder } from './temporary-folder.ts';

const HANDBOOK = fileURLToPath(new URL('../../docs/handbook', import.meta.url));

function ask(folder: string, call: Parameters<typeof aTaskCall>[0]) {
  const task = aTaskCall(call);
  const base = new KnowledgeBase(folder, { now: () => Date.now(), maxAgeMs: 0 });
  return searchKnowledge(base).serve({ call: task, signal: task.signal });
}

describe('search in the shipped handbook', () => {
  it.each([
    ['How many vacation days do I get?', 'leave.md#annual-leave'],
    ['what is our refund policy', 'refunds.md#refund-policy'],
    ['Who approves a refund of 500 EUR?', 'refunds.md#who-approves-a-refund'],
    ['Can I carry over unused holidays?', 'leave.md#carrying-days-over'],
    ['how many days of sick leave are paid', 'leave.md#sick-leave'],
    ['when may I deploy on friday', 'deploys.md#when-to-deploy'],
    ['how do I roll back a release', 'deploys.md#rolling-back'],
    ['what happens if I lose my laptop', 'security.md#lost-devices'],
    ['how fast must I acknowledge a page', 'on-call.md#response-times'],
    ['is alcohol reimbursed?', 'expenses.md#meals'],
    ['how much can I spend on a hotel in London', 'expenses.md#travel'],
    ['what are the SEV levels', 'incidents.md#severity-levels'],
    ['can i work from another country', 'onboarding.md#remote-work'],
    ['wich notes do meetings need', 'meetings.md#notes'],
  ])('answers “%s” from %s', async (instruction, locator) => {
    expect((await ask(HANDBOOK, { instruction })).sources[0]?.locator).toBe(locator);
  });

  it.each([
    'Who is the CEO?',
    'What is the capital of France?',
    'what is the weather today',
    'tell me about our policy on pets',
    'what was our revenue last quarter?',
    'who won the world cup in 2018',
    'What is the meaning of life',
    'Build REST API endpoint',
    'why?',
  ])('says that the handbook holds nothing about “%s”', async (instruction) => {
    expect(await ask(HANDBOOK, { instruction })).toEqual({
      text: `The handbook holds nothing that answers “${instruction}”.`,
      summary: 'Nothing relevant in the handbook',
      sources: [],
    });
  });

  it('does not take “nothing” for work: who wanted something made is told that it was not', async () => {
    await expect(
      ask(HANDBOOK, { instruction: 'implement the billing module', type: 'implement' }),
    ).rejects.toThrow('The handbook can only answer questions, and holds nothing on this.');
    const found = await ask(HANDBOOK, { instruction: 'what is our refund policy', type: 'support' });
    expect(found.sources).toHaveLength(1);
  });

  it('names the closest heading where it has no answer, and does not quote it', async () => {
    expect(await ask(HANDBOOK, { instruction: 'How do I expense a taxi?' })).toEqual({
      text: 'The handbook holds nothing that answers “How do I expense a taxi?”; closest: *Expenses › Travel* (`expenses.md#travel`).',
      summary: 'Nothing relevant in the handbook',
      sources: [],
    });
  });

  it('answers two questions in one, and names the one that it cannot answer', async () => {
    const both = await ask(HANDBOOK, {
      instruction: 'How do I claim an expense and what are the approval limits for expenses?',
    });
    expect(both.sources.map((source) => source.locator)).toEqual([
      'expenses.md#how-to-claim-an-expense',
      'expenses.md#approval-limits',
    ]);
    const half = await ask(HANDBOOK, { instruction: 'How long is parental leave, and who is the CEO?' });
    expect(half.sources.map((source) => source.locator)).toEqual(['leave.md#parental-leave']);
    expect(half.text).toContain('The handbook holds nothing that answers “who is the CEO?”.');
  });

  it('understands a short follow-up by the question before it', async () => {
    const history = [{ author: 'requester' as const, text: 'How long is parental leave?' }];
    const answer = await ask(HANDBOOK, { instruction: 'how much notice?', history });
    expect(answer.sources[0]?.locator).toBe('leave.md#parental-leave');
    const other = await ask(HANDBOOK, { instruction: 'and the refund policy?', history });
    expect(other.sources[0]?.locator).toBe('refunds.md#refund-policy');
  });
});

describe('search in a folder of Markdown', () => {
  it('quotes word for word, with file and heading, and cannot ping anyone', async () => {
    await using folder = await temporaryFolder();
    await folder.write(
      'pets.md',
      '# Pets\n\n## Dogs\n\nDogs are *welcome*. Ask <!channel> or [HR](https://evil.example/x?y=1).\n<script>x</script>',
    );
    const answer = await ask(folder.path, { instruction: 'are dogs welcome' });
    expect(answer.text).toBe(
      '> Dogs are *welcome*. Ask &lt;!channel> or HR (https://evil.example/x?y=1).\n' +
        '> &lt;script>x&lt;/script>\n\n— *Pets › Dogs* (`pets.md#dogs`)',
    );
    expect(answer.sources).toEqual([
      {
        title: 'Pets › Dogs',
        locator: 'pets.md#dogs',
        excerpt: expect.stringContaining('Dogs are *welcome*.'),
      },
    ]);
    expect(answer.summary).toBe('Found in Pets › Dogs');
  });

  it('finds what was edited, added and removed meanwhile', async () => {
    await using folder = await temporaryFolder();
    await folder.write('a.md', '# Parking\n\nThe parking permit costs 40 EUR.');
    const base = new KnowledgeBase(folder.path, { now: () => Date.now(), maxAgeMs: 0 });
    const found = async (question: string): Promise<string[]> =>
      (await lookUp(base, question)).flatMap(({ answers }) => answers.map(({ text }) => text));
    expect(await found('parking permit')).toEqual(['The parking permit costs 40 EUR.']);
    await folder.write('a.md', '# Parking\n\nThe parking permit costs 50 EUR.');
    expect(await found('parking permit')).toEqual(['The parking permit costs 50 EUR.']);
    await folder.write('b.md', '# Bikes\n\nBicycles are leased.');
    expect(await found('bicycle lease')).toHaveLength(1);
    await folder.remove('a.md');
    expect(await found('parking permit')).toEqual([]);
  });

  it('keeps a folder that holds nothing quiet', async () => {
    await using folder = await temporaryFolder();
    expect((await ask(folder.path, { instruction: 'anything at all' })).sources).toEqual([]);
  });
});

describe('splitting Markdown', () => {
  it('knows headings from code, and each section’s place below them', () => {
    const markdown =
      '---\ntags: x\n---\n# Guide\nIntro.\n## A\n### B *b*\n```\n# no heading\n```\n## C!\ntext';
    expect(splitMarkdown('g/guide.md', markdown)).toEqual([
      { file: 'g/guide.md', title: 'Guide', headings: [], anchor: 'guide', text: 'Intro.' },
      {
        file: 'g/guide.md',
        title: 'Guide',
        headings: ['A', 'B b'],
        anchor: 'b-b',
        text: '```\n# no heading\n```',
      },
      { file: 'g/guide.md', title: 'Guide', headings: ['C!'], anchor: 'c', text: 'text' },
    ]);
  });

  it('takes the name of a file that has no heading', () => {
    expect(splitMarkdown('how-to_park.md', 'Just park.')).toMatchObject([
      { title: 'how to park', anchor: '' },
    ]);
  });
});
