import { describe, expect, it } from 'vitest';
import { agentName, whoAndWhy } from '#bot/slack/card-words.ts';
import { closePlan } from '#bot/slack/close-plan.ts';
import { chunksBetween, planText } from '#bot/slack/plan-chunks.ts';
import { PLANNING, showProgress } from '#bot/slack/plan-view.ts';
import type { ProgressEvent } from '#graph/progress.ts';
import type { TaskResult } from '#graph/result.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import { plannedEvent, requestOf } from './progress.ts';
import { answered, refused } from './slack-world.ts';

const viewAfter = (...events: ProgressEvent[]) => events.reduce(showProgress, PLANNING);
const planned = plannedEvent(['a', 'b']);

describe('the plan as it is shown', () => {
  it('names each step, its agent and why', () => {
    expect(chunksBetween(PLANNING, viewAfter(planned))).toEqual([
      { type: 'plan_update', title: 'Working on 2 steps' },
      {
        type: 'task_update',
        id: 'a',
        title: 'Do a',
        status: 'pending',
        details: 'knowledge · best match: answer',
      },
      {
        type: 'task_update',
        id: 'b',
        title: 'Do b',
        status: 'pending',
        details: 'knowledge · best match: answer',
      },
    ]);
  });

  it('sends of details and output only what is new, since Slack appends them', () => {
    const before = viewAfter(planned, { kind: 'task_started', taskId: 'a', agent: 'knowledge' });
    const then = showProgress(before, { kind: 'tool_used', taskId: 'a', tool: 'search' });
    expect(chunksBetween(before, then)).toEqual([
      { type: 'task_update', id: 'a', title: 'Do a', status: 'in_progress', details: ' · used search' },
    ]);
    const ended = showProgress(then, {
      kind: 'task_ended',
      taskId: 'a',
      status: 'done',
      summary: 'Found it',
      sources: [{ title: 'Page', locator: 'https://a.example', excerpt: '' }],
    });
    expect(chunksBetween(then, ended)).toEqual([
      { type: 'plan_update', title: '1 of 2 steps done' },
      {
        type: 'task_update',
        id: 'a',
        title: 'Do a',
        status: 'complete',
        output: 'Found it',
        sources: [{ type: 'url', url: 'https://a.example', text: 'Page' }],
      },
    ]);
    expect(chunksBetween(ended, ended)).toEqual([]);
  });

  it('shows everything to a message that shows nothing yet', () => {
    expect(chunksBetween(null, viewAfter(planned))).toHaveLength(3);
  });

  it.each<[string[], string]>([
    [['model'], 'Not done: needs a language model'],
    [['model', 'tool:web_search'], 'Not done: needs a language model and the tool web_search'],
    [['key:SERP_KEY'], 'Not done: needs SERP_KEY to be set'],
    [['agent'], 'Not done: no agent here does this'],
    [['approval'], 'Not done: it was not approved'],
  ])('ends the card of a task that lacks %s in a final state that says "%s"', (needs, line) => {
    // Whatever the words of the summary: a critic may have changed them.
    const view = viewAfter(planned, ended('a', 'not_run', '[withheld]', { needs }));
    expect(view.cards[0]).toMatchObject({ status: 'error', output: line });
  });

  it('names the step that a skipped one waited for', () => {
    const view = viewAfter(planned, ended('b', 'skipped', '[withheld]', { because: 'a' }));
    expect(view.cards[1]).toMatchObject({ status: 'error', output: 'Not done: waits for “Do a”' });
    const closed = closePlan(viewAfter(planned), {
      ...answered(requestOf('q'), 'x', { taskGraph: planned.graph }),
      results: [{ ...notRun('b', []), status: 'skipped', because: 'a' }],
    });
    expect(closed.cards[1]).toMatchObject({ output: 'Not done: waits for “Do a”' });
  });

  it('tells which limit stopped a step, and of a stop by a person no more than that', () => {
    const limit = ended('a', 'stopped', 'stopped: the budget reserved for this run is used up', {
      category: 'budget',
    });
    expect(viewAfter(planned, limit).cards[0]?.output).toContain('the budget reserved for this run');
    expect(viewAfter(planned, ended('a', 'stopped', 'stopped: user')).cards[0]?.output).toBe('Stopped');
  });

  it('makes no link of an address in a title or a line', () => {
    const view = viewAfter(
      plannedEvent(['a'], 'with https://evil.example/x'),
      ended('a', 'done', 'see [this](https://evil.example/y)'),
    );
    expect(view.cards[0]).toMatchObject({
      title: 'Do a with `https://evil.example/x`',
      output: 'see this (`https://evil.example/y`)',
    });
  });

  it('counts rounds of revision on the card of the review, and shows how it ended', () => {
    const revising = viewAfter(planned, { kind: 'review_started', round: 0 }, reviewEnded('revise'));
    expect(revising.cards.at(-1)).toMatchObject({ title: 'Review: revising 1/2', status: 'in_progress' });
    const passed = showProgress(revising, reviewEnded('pass'));
    expect(passed.cards.at(-1)).toMatchObject({
      id: 'review',
      title: 'Review: passed',
      status: 'complete',
      output: '3 critics ran, 2 not needed',
    });
  });

  describe('when the run is over', () => {
    const reviewing = viewAfter(planned, { kind: 'review_started', round: 2 }, reviewEnded('revise', 2));
    const reviewOf = (report: Parameters<typeof closePlan>[1]) => closePlan(reviewing, report).cards.at(-1);

    it('says on the card of the review what became of the answer', () => {
      const request = requestOf('q');
      const caveat = { text: 'x', sources: [], missing: [], caveat: 'Doubts.' };
      expect(reviewOf(answered(request, 'x', { reply: caveat }))).toMatchObject({
        title: 'Review: passed with a caveat',
        status: 'complete',
      });
      expect(reviewOf(refused(request, 'critic'))).toMatchObject({
        title: 'Review: withheld',
        status: 'error',
      });
      expect(reviewOf(refused(request, 'stopped'))).toMatchObject({
        title: 'Review: not finished',
        status: 'error',
      });
    });

    it('leaves no card without a final state, whatever was reached', () => {
      const view = viewAfter(planned, { kind: 'task_started', taskId: 'a', agent: 'x' });
      const closed = closePlan(view, refused(requestOf('q'), 'stopped'));
      expect(closed.cards.map((card) => [card.status, card.output])).toEqual([
        ['error', 'Stopped'],
        ['error', 'Not done: not reached'],
      ]);
      expect(planText(closed)).toContain('Stopped');
    });

    it('does not call a plan done of which nothing could run', () => {
      const results = ['a', 'b'].map((taskId) => notRun(taskId, ['model']));
      const report = answered(requestOf('q'), 'x', { taskGraph: planned.graph, results });
      expect(closePlan(viewAfter(planned), report)).toMatchObject({
        title: 'Planned, not done: 2 steps',
        cards: [
          { status: 'error', output: 'Not done: needs a language model' },
          { status: 'error', output: 'Not done: needs a language model' },
        ],
      });
    });
  });

  describe('who does a step, and why', () => {
    const [task] = plannedEvent(['a']).graph.tasks;
    const why = (over: Partial<RoutingDecision>, type = 'security') => {
      const [decision] = plannedEvent(['a']).routing;
      if (task === undefined || decision === undefined) throw new Error('no task');
      return whoAndWhy({ ...task, type }, { ...decision, agent: 'security_agent', ...over });
    };

    it('reads as a person would say it', () => {
      expect(
        why({ by: 'rule', reasons: ['Rule rule_security (priority 10) holds: type is security.'] }),
      ).toBe('security · chosen by rule for security tasks');
      const reasons = [
        'Security does security; has the skills audit, threat_model; speaks of audit (40 % of it).',
      ];
      expect(why({ by: 'capability', reasons })).toBe('security · best match: audit, threat model');
      expect(why({ by: 'capability', reasons: ['Security speaks of checkout (40 % of it).'] })).toBe(
        'security · best match: checkout',
      );
      expect(why({ by: 'explicit' })).toBe('security · you asked for it');
      expect(why({ by: 'generalist', agent: 'knowledge' })).toBe('knowledge · takes what no specialist fits');
      expect(why({ by: 'unroutable', agent: null })).toBe('no agent fits this');
    });

    it('makes a name out of an identifier', () => {
      expect(['qa_agent', 'data-review', 'calculator'].map(agentName)).toEqual([
        'qa',
        'data review',
        'calculator',
      ]);
    });
  });

  it('keeps a plan of a hundred steps within what a stream takes', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `task${index}`);
    const long = 'word '.repeat(60);
    const view = ids.reduce(
      (seen, taskId) =>
        showProgress(seen, { kind: 'task_ended', taskId, status: 'done', summary: long, sources: [] }),
      viewAfter(plannedEvent(ids, long)),
    );
    expect(view.cards.at(-1)?.title).toBe('and 60 more');
    expect(JSON.stringify(chunksBetween(null, view)).length).toBeLessThan(12_000);
  });
});

function reviewEnded(verdict: 'pass' | 'revise', round = 0): ProgressEvent {
  return { kind: 'review_ended', verdict, round, gated: 2, ran: 3 };
}

function ended(
  taskId: string,
  status: TaskResult['status'],
  summary: string,
  more: Partial<ProgressEvent & { kind: 'task_ended' }> = {},
): ProgressEvent {
  return { kind: 'task_ended', taskId, status, summary, sources: [], ...more };
}

function notRun(taskId: string, needs: string[]): TaskResult {
  return {
    taskId,
    agent: 'knowledge',
    status: 'not_run',
    output: '',
    fromPlaybook: false,
    summary: `not run: needs ${needs.join(', ')}`,
    sources: [],
    toolUses: [],
    discovered: [],
    needs,
    attempts: 0,
    ms: 0,
    modelCalls: [],
  };
}
