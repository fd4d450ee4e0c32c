import type { PageEvent, PageState } from './wire.ts';

export type FeedListener = {
  /** The whole state: at first, and again after every interruption, since events may have been missed. */
  state: (state: PageState) => void;
  event: (event: PageEvent) => void;
  /** Whether the page hears the playground. */
  online: (online: boolean) => void;
};

/** After a break: half a second, then longer, at most this long. Milliseconds. */
const LONGEST_WAIT = 5000;

/** Follows the playground until the signal aborts; reconnects by itself for as long as it takes. */
export async function follow(user: string, listener: FeedListener, signal: AbortSignal): Promise<void> {
  for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const heard = await followOnce(user, listener, signal);
    if (signal.aborted) return;
    listener.online(false);
    if (heard) wait = 250;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** One connection, from its opening to its end. Answers whether it ever opened. */
async function followOnce(user: string, listener: FeedListener, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const source = new EventSource(`/_page/events?user=${encodeURIComponent(user)}`);
  const early: PageEvent[] = [];
  let current = false;
  let heard = false;
  const end = () => {
    source.close();
    resolve(heard);
  };
  signal.addEventListener('abort', end, { once: true });
  source.onerror = end;
  // Events come before the state is read: they wait, so that nothing falls between the two.
  source.onmessage = ({ data }) => {
    const event: PageEvent = JSON.parse(data);
    if (event.type === 'reset') end();
    else if (current) listener.event(event);
    else early.push(event);
  };
  source.onopen = async () => {
    try {
      const state = await readState(user, signal);
      if (source.readyState !== EventSource.OPEN) return;
      heard = true;
      current = true;
      listener.state(state);
      for (const event of early) listener.event(event);
      listener.online(true);
    } catch (_fault) {
      if (!signal.aborted) end();
    }
  };
  const ended = await promise;
  signal.removeEventListener('abort', end);
  return ended;
}

async function readState(user: string, signal: AbortSignal): Promise<PageState> {
  const response = await fetch(`/_page/state?user=${encodeURIComponent(user)}`, { signal });
  if (!response.ok) throw new Error(`state: HTTP ${response.status}`);
  return response.json();
}
