/** What `course/settings/inside_adam.py` says. */
import type { Choice, Quantity } from "../settings.d.ts";

declare const schema: {
  signal: Choice;
  seed: Quantity;
  step: Quantity;
  lr: Quantity;
  beta1: Quantity;
  beta2: Quantity;
  eps: Quantity;
};
export default schema;
