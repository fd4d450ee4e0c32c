/** What one instance tells all others, over LISTEN/NOTIFY. Delivery is prompt but not guaranteed: poll behind it. */
export type Signal = { kind: 'stop'; runId: string } | { kind: 'flags_changed' };

export interface Signals {
  /** Own signals arrive too. After a lost connection the handler gets `flags_changed` once it is back. */
  subscribe(handler: (signal: Signal) => void): Promise<AsyncDisposable>;
}
