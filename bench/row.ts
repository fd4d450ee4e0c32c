/** One measurement: the time of one unit, the work that was done in it, and how it stands to what is to be reached. */
export type Row = {
  what: string;
  work: string;
  medianMs: number;
  p99Ms: number;
  worstMs: number;
  limits: string;
  /** What is compared, and measured divided by reference; ratios survive a change of machine. */
  ratios: readonly (readonly [string, number])[];
  reached: boolean;
};
