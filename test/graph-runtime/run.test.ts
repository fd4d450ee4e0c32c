import { MemorySaver } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '#graph/graph.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import { request, runOf, world } from '#test/graph-runtime/ports.ts';

describe('a run', () => {
  it('goes from a question to a reviewed answer', async () => {
    const w = world();
    const graph = buildGraph(w.ports, DEFAULT_SETTINGS, [], new MemorySaver());
    const asked = request('what is our refund policy?');
    const { run } = runOf(asked);
    const report = await graph.run(asked, run);
      JSON.stringify(report, null, 1),
      told,
      w.events.map((e) => e.event.key),
    );
    expect(report.outcome.status).toBe('answered');
    const again = await graph.run(asked, runOf(asked, 2).run);
    expect(again).toEqual(report);
    expect(w.calls).toHaveLength(1);
  });
});
