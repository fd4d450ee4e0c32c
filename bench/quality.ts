import { z } from 'zod';
import { type Decide, decider, readData, readRequests, shippedIndex, shippedPlaybooks } from './deciding.ts';

const PlanningSet = z.array(
  z.object({
    text: z.string(),
    /** The expected tasks, in order, by type; "draft|support" where either is right. */
    types: z.array(z.string()),
    /** Expected dependencies: [earlier, later], by place. */
    edges: z.array(z.tuple([z.number(), z.number()])),
    /** Expected data dependencies among them, where that is what the case is about. */
    inputs: z.array(z.tuple([z.number(), z.number()])).optional(),
  }),
);

/** Each measure by name; `differs` gets every plan that is not as expected. */
export async function quality(differs: (line: string) => void): Promise<Measure[]> {
  const [index, playbooks] = await Promise.all([shippedIndex(), shippedPlaybooks()]);
  const decide = decider(index, playbooks);
  const read = async (name: string) => PlanningSet.parse(await readData(name));
  return [
    ...tenRequests(await readRequests(), decide),
    ...planningSet('planning set', await read('planning-set.json'), decide, differs),
    ...planningSet('held-out set', await read('planning-held-out.json'), decide, differs),
  ];
}

export type Measure = readonly [what: string, value: string];

function tenRequests(requests: readonly string[], planned: Decide): Measure[] {
  const decided = requests.map(planned);
  const routing = decided.flatMap((one) => one.routing);
  const tasks = decided.flatMap((one) => one.graph.tasks);
  const routed = routing.filter((decision) => decision.agent !== null && decision.reasons.length > 0);
  const ordered = decided.filter(
    ({ graph }) => graph.tasks.length > 1 && graph.tasks.some((task) => task.dependsOn.length > 0),
  );
  const passed = decided.filter((one) => one.validation.verdict === 'pass');
  return [
    ['ten requests: planned tasks', String(tasks.length)],
    ['ten requests: tasks routed with reasons', share(routed.length, tasks.length)],
    ['ten requests: plans in ordered phases', share(ordered.length, decided.length)],
    ['ten requests: plans that validation passes', share(passed.length, decided.length)],
  ];
}

function planningSet(
  name: string,
  set: z.infer<typeof PlanningSet>,
  planned: Decide,
  differs: (line: string) => void,
): Measure[] {
  let counts = 0;
  let types = 0;
  let wanted = 0;
  let given = 0;
  let right = 0;
  let data = 0;
  let dataRight = 0;
  for (const { text, types: expected, edges, inputs } of set) {
    const { tasks } = planned(text).graph;
    const place = new Map(tasks.map((task, at) => [task.id, at]));
    const found = new Set(tasks.flatMap((task, at) => task.dependsOn.map((id) => `${place.get(id)}>${at}`)));
    const sameCount = tasks.length === expected.length;
    const sameTypes = sameCount && tasks.every((task, at) => expected[at]?.split('|').includes(task.type));
    if (inputs !== undefined) {
      const used = tasks.flatMap((task, at) =>
        (task.inputs ?? task.dependsOn).map((id) => `${place.get(id)}>${at}`),
      );
      const wantedData = new Set(inputs.map(([from, to]) => `${from}>${to}`));
      const last = used.filter((edge) => edge.endsWith(`>${tasks.length - 1}`));
      data++;
      if (last.length === wantedData.size && last.every((edge) => wantedData.has(edge))) dataRight++;
    }
    const hits = edges.filter(([from, to]) => found.has(`${from}>${to}`)).length;
    if (sameCount) counts++;
    if (sameTypes) types++;
    if (!sameTypes || hits < edges.length) {
      differs(
        `${JSON.stringify(text)} gave ${tasks.map((task) => task.type).join(', ')}; ${[...found].join(' ')}`,
      );
    }
    wanted += edges.length;
    given += found.size;
    right += hits;
  }
  return [
    [`${name}: plans with the expected number of tasks`, share(counts, set.length)],
    [`${name}: plans with the expected types`, share(types, set.length)],
    [`${name}: expected dependencies found`, share(right, wanted)],
    [`${name}: dependencies found that were expected`, share(right, given)],
    ...(data === 0
      ? []
      : [[`${name}: last steps that work on the expected results`, share(dataRight, data)] as const]),
  ];
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${whole === 0 ? 0 : Math.round((100 * part) / whole)} %)`;
}
