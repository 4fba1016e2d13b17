/** What `course/settings/window.py` says. */
import type { Choice, List, Quantity } from "../settings.d.ts";

declare const schema: {
  beta: Quantity;
  signal: Choice;
  seed: Quantity;
  drawn: List;
  at: Quantity;
};
export default schema;
