import type { SlackApi } from './api.ts';
import { readThread } from './find-post.ts';

/** What a plan shown as an ordinary message carries in its metadata: a stream can carry nothing before its end. */
const PLAN_MARKER = 'genesis_plan';

export function planMarker(runId: string, postId: string) {
  return { event_type: PLAN_MARKER, event_payload: { run_id: runId, post_id: postId } };
}

/** The `ts` of the ordinary message that shows this plan; null where there is none, or a stream shows it. */
export async function findPlan(
  api: SlackApi,
  place: { channel: string; thread: string; oldest: string },
  postId: string,
): Promise<string | null> {
  const found = (await readThread(api, place)).find(
    ({ metadata }) => metadata?.event_type === PLAN_MARKER && metadata.event_payload.post_id === postId,
  );
  return found?.ts ?? null;
}
