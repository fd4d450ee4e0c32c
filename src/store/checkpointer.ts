import type { Checkpoint, CheckpointMetadata } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type pg from 'pg';
import { FencedError } from '#graph/ports.ts';

type Config = Parameters<PostgresSaver['put']>[0];
type Writes = Parameters<PostgresSaver['putWrites']>[1];

/**
 * LangGraph's checkpoints, beside and apart from Genesis' own tables. Where `configurable` carries the `epoch` with
 * which the run (`thread_id`) was claimed, a stale one is refused with `FencedError`. The look comes just before the
 * write: what slips between is the honest progress of a worker that owned the run a moment ago.
 */
class FencedSaver extends PostgresSaver {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super(pool, undefined, { schema: 'langgraph' });
    this.#pool = pool;
  }

  override async put(
    config: Config,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    versions: Parameters<PostgresSaver['put']>[3],
  ): ReturnType<PostgresSaver['put']> {
    await this.#fence(config);
    return super.put(config, checkpoint, metadata, versions);
  }

  override async putWrites(config: Config, writes: Writes, taskId: string): Promise<void> {
    await this.#fence(config);
    return super.putWrites(config, writes, taskId);
  }

  async #fence(config: Config): Promise<void> {
    const epoch: unknown = config.configurable?.epoch;
    if (epoch === undefined) return;
    const run: unknown = config.configurable?.thread_id;
    const { rows } = await this.#pool.query<{ epoch: string }>(
      'select epoch from public.runs where id = $1',
      [run],
    );
    const holder = rows[0]?.epoch;
    if (holder !== undefined && Number(holder) === epoch) return;
    throw new FencedError(
      `run ${run} was claimed again: epoch ${epoch} is stale, ${holder ?? 'nobody'} holds it`,
    );
  }
}

export function checkpointerOn(pool: pg.Pool): PostgresSaver {
  return new FencedSaver(pool);
}
