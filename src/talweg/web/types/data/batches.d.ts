/** What `course/data/batches.py` measures. */
import type { Box, Pair } from "../formulas.d.ts";

declare const data: {
  features: string[];
  /** The two features, an example a place. */
  columns: [number[], number[]];
  labels: number[];
  start: Pair;
  view: Box;
  minimum: Pair;
};
export default data;
