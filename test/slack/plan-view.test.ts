import { describe, expect, it } from 'vitest';
import { chunksBetween, planText } from '#bot/slack/plan-chunks.ts';
import { closePlan, PLANNING, showProgress } from '#bot/slack/plan-view.ts';
import type { ProgressEvent } from '#graph/progress.ts';
import { plannedEvent } from './progress.ts';

const viewAfter = (...events: ProgressEvent[]) => events.reduce(showProgress, PLANNING);
const planned = plannedEvent(['a', 'b']);

describe('the plan as it is shown', () => {
  it('names each step, its agent and why', () => {
    expect(chunksBetween(PLANNING, viewAfter(planned))).toEqual([
      { type: 'plan_update', title: 'Working on 2 steps' },
      { type: 'task_update', id: 'a', title: 'Do a', status: 'pending', details: 'knowledge: it fits a' },
      { type: 'task_update', id: 'b', title: 'Do b', status: 'pending', details: 'knowledge: it fits b' },
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

  it('never shows a task that did not run as done', () => {
    const view = viewAfter(planned, {
      kind: 'task_ended',
      taskId: 'a',
      status: 'not_run',
      summary: 'needs a model',
      sources: [],
    });
    expect(view.cards[0]).toMatchObject({ status: 'pending', output: 'needs a model' });
  });

  it('shows the review as a card of its own, and its end', () => {
    const passed = viewAfter(
      planned,
      { kind: 'review_started', round: 0 },
      reviewEnded('revise'),
      reviewEnded('pass'),
    );
    expect(passed.cards.at(-1)).toMatchObject({ id: 'review', title: 'Review: passed', status: 'complete' });
  });

  it('leaves no card in progress when the run is over', () => {
    const view = closePlan(
      viewAfter(planned, { kind: 'task_started', taskId: 'a', agent: 'x' }),
      'Stopped',
      [],
    );
    expect(view.cards.map((card) => card.status)).toEqual(['error', 'pending']);
    expect(planText(view)).toContain('Stopped');
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

function reviewEnded(verdict: 'pass' | 'revise'): ProgressEvent {
  return { kind: 'review_ended', verdict, round: 0, gated: 2, ran: 3 };
}
