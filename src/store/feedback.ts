export type Feedback = {
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
