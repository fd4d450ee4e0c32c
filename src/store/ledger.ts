import { z } from 'zod';
import type { Ledger } from '#graph/ports.ts';
import { TaskResult } from '#graph/result.ts';
import { Task } from '#graph/task.ts';
import { sumUsage } from '#graph/usage.ts';
import type { Rpc } from './rpc/rpc.ts';

const Finished = z.array(z.object({ task: Task, result: TaskResult }));

export function ledgerOver(rpc: Rpc): Ledger {
  return {
    finished: (runId) => rpc('ledger_finished', { p_run: runId }, Finished),
    record(run, { task, result }) {
      const usage = sumUsage(result.modelCalls);
      return rpc('ledger_record', {
        p_run: run.runId,
        p_epoch: run.epoch,
        p_task: task,
        p_result: result,
        p_input_tokens: usage.inputTokens,
        p_output_tokens: usage.outputTokens,
        p_micro_usd: usage.microUsd,
      });
    },
  };
}
