/** What `course/settings/own_rule.py` says. */
import type { Choice, MaybeQuantity, Point, Quantity, Several, Table, Tables, Text, Values } from "../settings.d.ts";

declare const schema: {
  surface: Choice;
  shape: Table;
  rules: Several;
  rate: Quantity;
  hyper: Tables;
  start: Point;
  steps: Quantity;
  step: MaybeQuantity;
  text: Text;
  own: Values;
};
export default schema;
