/** What `course/settings/batches.py` says. */
import type { Choice, MaybeQuantity, Point, Quantity, Sizes } from "../settings.d.ts";

declare const schema: {
  size: Sizes;
  equal: Choice;
  passes: Quantity;
  updates: Quantity;
  rates: Choice;
  rate: Quantity;
  start: Point;
  seed: Quantity;
  step: MaybeQuantity;
};
export default schema;
