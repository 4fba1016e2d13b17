/** What `course/settings/hike.py` says. */
import type { Bounded, Choice, MaybeQuantity, Places, Quantity } from "../settings.d.ts";

declare const schema: {
  seed: Quantity;
  steps: Quantity;
  path: Places;
  turn: Quantity;
  length: MaybeQuantity;
  lifted: Bounded;
  equal: Choice;
  step: MaybeQuantity;
};
export default schema;
