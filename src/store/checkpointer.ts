import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type pg from 'pg';

/** LangGraph's checkpoints beside, and apart from, Genesis' own tables. */
export function checkpointerOn(pool: pg.Pool): PostgresSaver {
  return new PostgresSaver(pool, undefined, { schema: 'langgraph' });
}
