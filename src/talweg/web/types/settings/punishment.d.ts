/** What `course/settings/punishment.py` says. */
import type { Quantity, Several } from "../settings.d.ts";

declare const schema: {
  error: Quantity;
  delta: Quantity;
  show: Several;
  z1: Quantity;
  z2: Quantity;
  z3: Quantity;
  correct: Quantity;
};
export default schema;
