/** What `course/data/stall.py` measures. */
import type { Pair } from "../formulas.d.ts";

declare const data: {
  every: number;
  steps: number;
  batch: number;
  train: number;
  test: number;
  features: number;
  fair: number;
  median: number;
  /** By rate: those of the two losses, and the share that is right, every so many steps. */
  runs: { rates: Pair; right: [number[], number[]] }[];
};
export default data;
