import { h } from '#playground/page/dom/h.ts';

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** A message's `ts` (seconds, decimal) as milliseconds. */
export function millisecondsOf(ts: string): number {
  return Number(ts) * 1000;
}

/** The time of day, the whole moment on hover. */
export function clockTime(ts: string): HTMLElement {
  const at = new Date(millisecondsOf(ts));
  return h('time', { datetime: at.toISOString(), title: full.format(at) }, time.format(at));
}

/** Names a day as people do: today, yesterday, or its date. `now` in milliseconds. */
export function dayName(milliseconds: number, now: number): string {
  if (sameDay(milliseconds, now)) return 'Today';
  if (sameDay(milliseconds, now - 86_400_000)) return 'Yesterday';
  return day.format(milliseconds);
}

export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** Slack's date token: a template such as `{date_short} at {time}` in the reader's own zone. */
export function clockDate(unixSeconds: number, format: string, fallback: string): HTMLElement {
  if (!Number.isFinite(unixSeconds)) return h('span', {}, fallback);
  const at = new Date(unixSeconds * 1000);
  const shown = format.replace(/\{(\w+)\}/g, (_, token: string) => {
    if (token === 'time') return time.format(at);
    if (token === 'time_secs') return seconds.format(at);
    if (token === 'date_num') return at.toISOString().slice(0, 10);
    if (token.startsWith('date_long')) return day.format(at);
    return short.format(at);
  });
  return h('time', { datetime: at.toISOString(), title: full.format(at) }, shown || fallback);
}
