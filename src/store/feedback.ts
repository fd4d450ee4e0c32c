import type { Rpc } from './rpc/rpc.ts';

type Feedback = {
  runId: string;
  user: string;
  rating: 'up' | 'down';
  reasons: string[];
  comment: string | null;
};

export interface FeedbackStore {
  /** The last rating of a user for a run counts. */
  give(feedback: Feedback): Promise<void>;
}

export function feedbackOver(rpc: Rpc): FeedbackStore {
  return {
    give: ({ runId, user, rating, reasons, comment }) =>
      rpc('feedback_give', {
        p_run: runId,
        p_user: user,
        p_rating: rating,
        p_reasons: reasons,
        p_comment: comment,
      }),
  };
}
