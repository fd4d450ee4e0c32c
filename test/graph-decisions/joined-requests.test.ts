import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extend } from '#graph/plan/extend.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import { contentWords } from '#graph/text/content-words.ts';
import { outline, plan } from './planning.ts';

const typesOf = (text: string) => plan(text).tasks.map((task) => task.type);

describe('questions and commands that are joined', () => {
  it.each<[string, string[]]>([
    ['How much is 15% of 240, and how many days of parental leave do I get?', ['calculate', 'answer']],
    [
      'what is 12.5% of 3400, then tell me our refund policy and write a poem',
      ['calculate', 'answer', 'draft'],
    ],
    ['What is our travel policy, then calculate 3 nights at 160 EUR', ['answer', 'calculate']],
    [
      'what does the refund policy say, calculate 12.5% of 3400, and how long is parental leave?',
      ['answer', 'calculate', 'answer'],
    ],
    ['What is 15% off 80 and how many days is 3 weeks?', ['calculate', 'calculate']],
    ['Tell me who owns billing and who owns checkout', ['answer', 'answer']],
    ['What are charts and metrics for, and how do I build a dashboard?', ['answer', 'answer']],
    ['How do I request vacation, and draft an email to Bob about it', ['answer', 'draft']],
    ['When is the retro, and book a room', ['answer', 'schedule']],
    ["Quick question: what's the allowance, and is breakfast included?", ['answer', 'answer']],
  ])('are tasks of their own: %s', (text, types) => {
    expect(typesOf(text)).toEqual(types);
    expect(plan(text).clauses).toHaveLength(types.length);
  });

  it('keep a condition with its question', () => {
    expect(outline(plan('Who is on call and what do I do if there is an incident?'))).toEqual([
      'answer: Who is on call?',
      'answer: what do I do if there is an incident?',
    ]);
  });

  it('hand a condition in front on to the questions behind it', () => {
    const { tasks } = plan('If I lose my laptop, who do I call, and what do I report to Bob?');
    expect(tasks).toHaveLength(2);
    expect(tasks[1]?.instruction).toContain('If I lose my laptop');
  });

  it.each([
    'what is the policy on leave and holidays?',
    'How do I log in, create a ticket and close it?',
    'What tools find and fix bugs?',
    'What is the difference between create and update?',
    'Which policy applies when a customer asks for a refund and cancels?',
    'Ask Bob, who is on call, to call me',
    'Fix the page, which is broken',
    'Compare plan A and plan B',
  ])('are told from words that are joined within one: %s', (text) => {
    expect(plan(text).tasks).toHaveLength(1);
  });

  it('lose no word, whatever is joined and however', () => {
    const part = fc.constantFrom(
      'what is our refund policy',
      'how long is parental leave',
      'calculate 12.5% of 3400',
      "don't touch production",
      'we use Stripe',
      'draft a note to Ann',
      'is breakfast included',
      'who owns checkout',
      'if it rains, who drives',
      'never email anyone',
      'tell the customer why',
    );
    const joint = fc.constantFrom(
      ' and ',
      ', ',
      ', and ',
      ', then ',
      '; ',
      '. ',
      '? ',
      ' or ',
      ', which is why ',
    );
    const request = fc
      .array(fc.tuple(part, joint), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.flat().slice(0, -1).join(''));
    fc.assert(
      fc.property(request, (text) => {
        const said = new Set(plan(text).tasks.flatMap((task) => contentWords(task.instruction)));
        expect(contentWords(text).filter((word) => !said.has(word))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

describe('what is to be told to others is drafted', () => {
  it.each([
    'Tell the customer that the refund is on its way',
    'Tell Ann that the release is out',
    'Let the customers know what is broken',
    'Notify the sales team of the new prices',
    'Reply to the complaint',
    'Explain to the board why revenue fell',
    'update the customer on the outage',
  ])('%s', (text) => {
    expect(typesOf(text)).toEqual(['draft']);
  });

  it.each(['Tell me what the customer said', 'Tell us the refund policy', 'Explain the customer journey'])(
    'and what is asked for oneself is answered: %s',
    (text) => {
      expect(typesOf(text)).toEqual(['answer']);
    },
  );
});

describe('a task works on', () => {
  const last = (text: string) => {
    const task = plan(text).tasks.at(-1);
    return { waits: task?.dependsOn, works: task?.inputs ?? task?.dependsOn };
  };

  it('what "it" stands for, and waits for everything that its order word puts before it', () => {
    const text = 'What is our refund policy, calculate 10% of 50, and then summarise it';
    expect(last(text)).toEqual({ waits: ['t1', 't2'], works: ['t2'] });
  });

  it('all of what "them" stands for', () => {
    const text = 'Audit the login, audit the signup, and then summarise them';
    expect(last(text)).toEqual({ waits: ['t1', 't2'], works: ['t1', 't2'] });
  });

  it('nothing, where it stands for itself and only comes later', () => {
    expect(last('calculate 3 * 4, then tell me the refund policy')).toEqual({ waits: ['t1'], works: [] });
    expect(last('Audit the login, then summarise the Q3 report')).toEqual({ waits: ['t1'], works: [] });
  });

  it('what was done before it, where it may build on that', () => {
    expect(last('Research three vendors, then draft a proposal')).toEqual({ waits: ['t1'], works: ['t1'] });
  });

  it('what its input was found to need, too', () => {
    const graph = plan('What is our refund policy, calculate 10% of 50, and then summarise it');
    const found = { title: 'Round it', instruction: 'Round the sum', type: 'calculate' };
    const extended = extend(graph, 't2', [found], { settings: DEFAULT_SETTINGS.plan, extensions: 0 });
    const summary = extended.ok ? extended.graph.tasks.find((task) => task.id === 't3') : undefined;
    expect(summary?.inputs).toEqual(['t2', 't2.1']);
  });
});
