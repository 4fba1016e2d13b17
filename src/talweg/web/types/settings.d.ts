/** The schemas of the panels' settings, each in `settings/<panel>.d.ts`; `course/settings/` writes them. */
import type {
  ChoiceField,
  NumberField,
  NumbersField,
  PlacesField,
  SeveralField,
  TableField,
  TablesField,
  TextField,
  ValuesField,
} from "../static/lib/settings/judge.js";
import type { Hyper, Pair } from "./formulas.d.ts";

/** A field whose legal values are of this type; `legal` is for the type checker alone. */
type Of<Field, Value> = Field & { legal?: Value };

/** The settings that a schema calls legal. */
export type Settings<Schema> = { [Name in keyof Schema]: Schema[Name] extends { legal?: infer Value } ? Value : never };

type Constant = NumberField & { default: number; low: number; high: number };
export type Quantity = Of<Constant, number>;
/** Where an end depends on other settings. */
export type Bounded = Of<NumberField & { default: number }, number>;
/** Null is where it rests. */
export type MaybeQuantity = Of<NumberField, number | null>;
export type Choice = Of<ChoiceField & { default: string }, string>;
export type MaybeChoice = Of<ChoiceField, string | null>;
export type Several = Of<SeveralField, string[]>;
export type Point = Of<NumbersField, Pair | null>;
export type View = Of<NumbersField & { ranges: [Constant] }, [number, number, number] | null>;
export type Angle = Of<NumbersField & { ranges: [Constant, Constant] }, Pair | null>;
export type List = Of<NumbersField, number[] | null>;
/** Some of them a word. */
export type Sizes = Of<NumbersField, (number | string)[]>;
export type Places = Of<PlacesField, number[]>;
export type Table = Of<TableField, Hyper>;
export type Tables = Of<TablesField, Record<string, Hyper>>;
export type Values = Of<ValuesField, Hyper>;
export type Text = Of<TextField, string>;
