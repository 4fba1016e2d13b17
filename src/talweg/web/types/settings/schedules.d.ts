/** What `course/settings/schedules.py` says. */
import type { Bounded, Choice, MaybeQuantity, Quantity, Several, Tables } from "../settings.d.ts";

declare const schema: {
  shown: Several;
  peak: Quantity;
  total: Quantity;
  warmup: Bounded;
  floor: Bounded;
  hyper: Tables;
  rule: Choice;
  sigma: Quantity;
  step: MaybeQuantity;
};
export default schema;
