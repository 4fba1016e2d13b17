/** What `course/settings/stability.py` says. */
import type { Choice, HyperName, Point, Quantity, Table } from "../settings.d.ts";

declare const schema: {
  kappa: Quantity;
  lr: Quantity;
  beta: Quantity;
  map: Choice;
  rule: Choice;
  surface: Choice;
  hyper: Table;
  shape: Table;
  across: HyperName;
  up: HyperName;
  start: Point;
  steps: Quantity;
};
export default schema;
