import { describe, expect, it } from 'vitest';
import { outline, plan } from './planning.ts';

const tasksOf = (text: string) => outline(plan(text));

describe('a sentence is split', () => {
  it('at the commas of a list of commands, and at its "and"', () => {
    expect(
      tasksOf('audit the checkout service, list what changed since Monday and draft the customer note'),
    ).toEqual([
      'security: audit the checkout service',
      'research: list what changed since Monday',
      'draft: draft the customer note',
    ]);
  });

  it('at order words, which become dependencies', () => {
    expect(tasksOf('First run the tests, then deploy to staging and finally notify the team.')).toEqual([
      'test_run: run the tests',
      'deploy: deploy to staging <- t1',
      'draft: notify the team <- t2',
    ]);
  });

  it('at semicolons that begin a command', () => {
    expect(tasksOf('Research Notion; research Coda; then compare them')).toEqual([
      'research: Research Notion',
      'research: research Coda',
      'research: compare them <- t1 t2',
    ]);
  });

  it('where verbs share one object', () => {
    expect(tasksOf('design, build and test the export feature')).toEqual([
      'design: design the export feature',
      'implement: build the export feature',
      'test: test the export feature',
    ]);
  });

  it('at every comma of a list of commands, once it is known to be one', () => {
    const { tasks } = plan(
      'Onboard the designer: create accounts, order a laptop, schedule intro meetings, and prepare a checklist',
    );
    expect(tasks.map((task) => task.title)).toEqual([
      'Create accounts',
      'Order a laptop',
      'Schedule intro meetings',
      'Prepare a checklist',
    ]);
    expect(tasks[0]?.instruction).toContain('Onboard the designer');
  });

  it('whatever greeting and courtesy stand before it', () => {
    expect(
      tasksOf(
        'Hi team, revenue dropped last week. Could you please look into why, and write up the findings? Thanks!',
      ),
    ).toEqual(['research: look into why', 'draft: write up the findings <- t1']);
  });

  it('behind a colon that announces the tasks', () => {
    expect(tasksOf('Do three things: audit the login, list the risks and draft a fix')).toHaveLength(3);
  });
});

describe('a sentence stays whole', () => {
  it.each([
    ['Set up a page with charts and metrics'],
    ['Translate the handbook into French and German'],
    ['Prepare audit logs, test plans and review boards'],
    ['Write a post saying "design, build and ship faster"'],
    ['Explain how to log in and create a ticket'],
    ['Write a script to clean the data and email the result to Ann'],
    ['What are charts and metrics for?'],
    ['read and summarise the report'],
    ['search and replace the old name'],
    ['Summarise what happened since then and now'],
    ['Hello!'],
  ])('%s', (text) => {
    expect(plan(text).tasks).toHaveLength(1);
  });
});

describe('order', () => {
  it.each([
    [
      'Run the tests before deploying to staging.',
      ['test_run: Run the tests', 'deploy: deploy to staging <- t1'],
    ],
    [
      'Before deploying to staging, run the tests.',
      ['test_run: run the tests', 'deploy: deploy to staging <- t1'],
    ],
    ['After reviewing the PR, merge it.', ['review: review the PR', 'code: merge it <- t1']],
    ['Merge it after reviewing the PR.', ['review: review the PR', 'code: Merge it <- t1']],
    [
      'Run the tests. Once the tests pass, deploy to staging.',
      ['test_run: Run the tests', 'deploy: Once the tests pass, deploy to staging <- t1'],
    ],
    [
      'Run the tests and, if they pass, deploy to staging',
      ['test_run: Run the tests', 'deploy: if they pass, deploy to staging <- t1'],
    ],
  ])('%s', (text, expected) => {
    expect(tasksOf(text)).toEqual(expected);
  });

  it('makes a pronoun wait for what it stands for', () => {
    expect(tasksOf('Find the cause and fix it')).toEqual(['research: Find the cause', 'code: fix it <- t1']);
  });

  it('makes "the findings" wait for everything that finds', () => {
    expect(tasksOf('Audit checkout, audit billing, and summarise the findings.').at(-1)).toBe(
      'summarise: summarise the findings <- t1 t2',
    );
  });

  it('makes a thing that was introduced wait to be made', () => {
    expect(tasksOf('Write a summary of the meeting. Email the summary to Bob.').at(-1)).toMatch(/<- t1$/);
  });

  it('leaves tasks that do not need each other side by side', () => {
    expect(
      plan('Audit the checkout service and audit the billing service').tasks.map((task) => task.dependsOn),
    ).toEqual([[], []]);
  });
});

describe('lists', () => {
  it('take numbers as an order', () => {
    expect(
      tasksOf('1. Audit the checkout service\n2. Fix what you find\n3. Draft the customer note'),
    ).toEqual([
      'security: Audit the checkout service',
      'code: Fix what you find <- t1',
      'draft: Draft the customer note <- t2',
    ]);
  });

  it('take bullets as no order, unless the line above says so', () => {
    const items = '\n- Audit the checkout service\n- Draft the customer note';
    expect(plan(`Please:${items}`).tasks.map((task) => task.dependsOn)).toEqual([[], []]);
    expect(plan(`Please do these in this order:${items}`).tasks.map((task) => task.dependsOn)).toEqual([
      [],
      ['t1'],
    ]);
  });

  it('are found inside a line', () => {
    expect(tasksOf('1) audit the login 2) list the risks 3) draft the note')).toHaveLength(3);
  });

  it('give their heading to items that are things', () => {
    expect(tasksOf('Audit these services:\n- checkout\n- billing')).toEqual([
      'security: Audit these services: checkout',
      'security: Audit these services: billing',
    ]);
  });

  it('are details of one task where the heading says so', () => {
    expect(tasksOf('Build a page with:\n- a hero\n- pricing\n- FAQ')).toEqual([
      'frontend: Build a page with: a hero; pricing; FAQ',
    ]);
  });

  it('are read at every depth', () => {
    const graph = plan(
      'Please do the following:\n1. Backend\n   - build the orders endpoint\n   - document it\n2. Frontend\n   - build the order page',
    );
    expect(graph.tasks.map((task) => task.title)).toEqual([
      'Build the orders endpoint',
      'Document it',
      'Build the order page',
    ]);
    expect(graph.tasks[2]?.instruction).toContain('Frontend');
  });
});

describe('what is said beside the request', () => {
  it('goes with the task and is no task', () => {
    const { tasks } = plan(
      "We use Stripe. Fix the refund page. It must support EUR. Don't touch production.",
    );
    expect(tasks).toHaveLength(1);
    expect(tasks[0]?.instruction).toContain("Don't touch production");
    expect(tasks[0]?.instruction).toContain('We use Stripe');
  });

  it('is kept whole where it is quoted', () => {
    const { tasks } = plan('Translate this:\n> First delete it, then email everyone.\nand send it to Ann');
    expect(tasks.map((task) => task.title)).toEqual(['Translate this', 'Send it to Ann']);
    expect(tasks[0]?.instruction).toContain('First delete it, then email everyone.');
  });
});

describe('the requester chooses an agent', () => {
  it('by asking for it, clause by clause', () => {
    const { tasks } = plan('ask security to review the login flow and qa to test it');
    expect(tasks.map(({ title, agent }) => [title, agent])).toEqual([
      ['Review the login flow', 'security_agent'],
      ['Test it', 'qa_agent'],
    ]);
  });

  it('by a mark, which at the front holds for all', () => {
    const { tasks } = plan('agent:qa check the login page and write a report');
    expect(tasks.map((task) => task.agent)).toEqual(['qa_agent', 'qa_agent']);
  });

  it('and a colleague is none', () => {
    expect(plan('ask Bob to review the doc').tasks.map(({ agent, type }) => [agent, type])).toEqual([
      [undefined, 'draft'],
    ]);
  });
});

describe('types', () => {
  it.each([
    ['How do I request vacation?', 'answer'],
    ['how do I request vacation', 'answer'],
    ['what is our refund policy?', 'answer'],
    ['vacation days', 'answer'],
    ['What is 15% of 80?', 'calculate'],
    ['12.5 * (3+4)', 'calculate'],
    ['convert 5 km to miles', 'calculate'],
    ['Summarise this thread', 'summarise'],
    ['tl;dr of the thread please', 'answer'],
    ['Remind me on Friday to call Ann', 'schedule'],
    ['Write unit tests for the parser', 'test'],
    ['Run the integration tests', 'test_run'],
    ['Audit the cloud spend', 'finance'],
    ['Can you write a SQL query for active users?', 'database'],
    ['Prepare the budget for 2027', 'finance'],
  ])('%s is %s', (text, type) => {
    expect(plan(text).tasks.map((task) => task.type)).toEqual([type]);
  });

  it('takes the type of the thread for "the same for …"', () => {
    const history = [{ author: 'requester' as const, text: 'Audit the checkout service' }];
    expect(plan('now the same for billing', { history }).tasks[0]?.type).toBe('security');
  });
});

it('asks twice what was said twice only once', () => {
  expect(plan('Audit the login. Audit the login.').tasks).toHaveLength(1);
  expect(plan('Run the tests, fix what fails, then run the tests').tasks).toHaveLength(3);
});
