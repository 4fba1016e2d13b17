/** What `course/settings/quick_check.py` says. */
import type { Quantity } from "../settings.d.ts";

declare const schema: {
  paper: Quantity;
};
export default schema;
