import type { CriticRecord, Finding, Review } from '#graph/review.ts';
import type { Seat } from './critic-set.ts';

export type Judgement = {
  seat: Seat;
  record: CriticRecord;
  finding: Finding | null;
  /** The critic's own replacement was taken: what it found is no longer in the text. */
  repaired: boolean;
};

/**
 * Sums judgements up. `block` when a critic says so, or when a safety critic that had to run could not judge (it
 * failed or abstained): fail closed. `revise` when a finding is open that no replacement repaired. Failures of other
 * critics do not ask for a revision, since no revision could cure them; they stand in the records.
 */
export function verdictOf(judgements: readonly Judgement[]): Omit<Review, 'records' | 'text' | 'edits'> {
  const open = judgements.filter(
    ({ finding, repaired }) => finding?.verdict === 'block' || (finding?.verdict === 'revise' && !repaired),
  );
  const notes = open.flatMap(({ seat, finding }) =>
    (finding?.notes ?? []).map((note) => `${seat.name}: ${note}`),
  );
  const blocking = open.find(({ finding }) => finding?.verdict === 'block');
  if (blocking !== undefined)
    return {
      verdict: 'block',
      blockedBy: blocking.seat.name,
      severity: blocking.finding?.severity ?? 1,
      notes,
    };

  const blind = judgements.find(({ seat, record, finding }) => {
    const couldNotJudge = record.status === 'failed' || finding?.verdict === 'abstain';
    return seat.safety && couldNotJudge;
  });
  if (blind !== undefined) {
    const why = `${blind.seat.name}: could not judge, and nothing leaves without it`;
    return { verdict: 'block', blockedBy: blind.seat.name, severity: 1, notes: [...notes, why] };
  }

  const severity = Math.max(0, ...open.map(({ finding }) => finding?.severity ?? 0));
  return { verdict: open.length > 0 ? 'revise' : 'pass', severity, notes };
}
