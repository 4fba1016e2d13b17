/** What `course/settings/stability.py` says. */
import type { Quantity } from "../settings.d.ts";

declare const schema: {
  kappa: Quantity;
  lr: Quantity;
  beta: Quantity;
};
export default schema;
