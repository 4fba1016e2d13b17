/** What `course/settings/code.py` says. */
import type { Angle, Choice, MaybeChoice, MaybeQuantity, Point, Quantity, Several, Table, Tables, View } from "../settings.d.ts";

declare const schema: {
  surface: Choice;
  shape: Table;
  rules: Several;
  equal: Choice;
  rate: Quantity;
  hyper: Tables;
  start: Point;
  steps: Quantity;
  step: MaybeQuantity;
  predict: Quantity;
  view: View;
  look: Choice;
  angle: Angle;
  tab: MaybeChoice;
};
export default schema;
