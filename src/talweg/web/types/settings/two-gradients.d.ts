/** What `course/settings/two_gradients.py` says. */
import type { Choice, MaybeQuantity, Quantity } from "../settings.d.ts";

declare const schema: {
  z: Quantity;
  y: Quantity;
  scale: Choice;
  lr: Quantity;
  steps: Quantity;
  step: MaybeQuantity;
  pace: Choice;
  at: MaybeQuantity;
};
export default schema;
