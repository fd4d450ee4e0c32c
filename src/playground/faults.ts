import { type Fields, number, text } from './fields.ts';

/** What goes wrong with the next calls of a method, or of all of them. */
export type Fault = {
  /** Every method when absent. */
  method?: string;
  /** An HTTP status in place of an answer; 429 carries `Retry-After`. The call has no effect. */
  status?: number;
  /** A Web API error without effect, or `lost_response`: the effect happens and the answer never arrives. */
  error?: string;
  /** The answer comes this much later. The effect of a call without other fault happens at once. */
  delay_ms?: number;
  /** Seconds for `Retry-After`; 1 unless given. */
  retry_after?: number;
  /** How many calls it meets; until it is deleted unless given. */
  times?: number;
};

export function readFault(fields: Fields): Fault {
  const fault: Fault = {};
  if (text(fields, 'method') !== '') fault.method = text(fields, 'method');
  if (text(fields, 'error') !== '') fault.error = text(fields, 'error');
  for (const name of ['status', 'delay_ms', 'retry_after', 'times'] as const) {
    const value = number(fields, name);
    if (value !== undefined) fault[name] = value;
  }
  return fault;
}

export class Faults {
  #faults: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  /** The oldest fault that meets the method, used up by one. */
  take(method: string): Fault | undefined {
    const met = this.#faults.find(({ fault }) => fault.method === undefined || fault.method === method);
    if (met === undefined) return undefined;
    met.left -= 1;
    if (met.left <= 0) this.#faults = this.#faults.filter((one) => one !== met);
    return met.fault;
  }

  all(): Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  /** The faults of one method, or all of them. */
  clear(method = ''): void {
    this.#faults = method === '' ? [] : this.#faults.filter(({ fault }) => fault.method !== method);
  }
}
