import { v5 as uuidV5 } from 'uuid';

/** Fixed for good: every id below, and with it deduplication across versions, hangs on it. */
const NAMESPACE = 'b6f5c1de-5c1a-5d0e-9a53-6f0e6a3c9d11';

/**
 * The run of a message. Slack delivers one mention as `app_mention` and as `message`, with two event ids, and repeats
 * both: team, channel and timestamp are what they have in common.
 */
export function runIdOf(message: { team: string; channel: string; ts: string }): string {
  return uuidV5(`${message.team}:${message.channel}:${message.ts}`, NAMESPACE);
}

/** An id that follows from a run and a cause, so that the same click or expiry is the same run or job. */
export function derivedId(runId: string, cause: string): string {
  return uuidV5(`${runId}:${cause}`, NAMESPACE);
}
