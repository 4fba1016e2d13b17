/** What `course/settings/` says of one panel: a record of `course/schema/fields.py` for each setting. */

import type { Parameter } from "./formulas.d.ts";

/** What the settings judged so far count as in arithmetic. */
export type Counts = Record<string, number>;
export type End = number | ((counts: Counts) => number);

export interface NumberField {
  kind: "number";
  default: number | null;
  low: End;
  high: End;
  none: End | null;
  lowOpen: boolean;
  highOpen: boolean;
  integer: boolean;
}

export interface ChoiceField {
  kind: "choice";
  default: string | null;
  options: Record<string, string>;
}

export interface SeveralField {
  kind: "several";
  default: string[];
  options: Record<string, string>;
  noun: string;
  most: number;
}

export interface NumbersField {
  kind: "numbers";
  default: (number | string)[] | null;
  what: string;
  ranges: NumberField[];
  views: Record<string, number[][]>;
  on: string | null;
  word: string | null;
  without: string;
}

export interface PlacesField {
  kind: "places";
  default: number[];
  each: NumberField;
  most: End;
}

export interface TableField {
  kind: "table";
  default: Record<string, number>;
  tables: Record<string, Record<string, Parameter>>;
  on: string;
}

export interface TablesField {
  kind: "tables";
  default: Record<string, Record<string, number>>;
  tables: Record<string, Record<string, Parameter | NumberField>>;
  noun: string;
}

export interface ValuesField {
  kind: "values";
  default: Record<string, number>;
}

export interface TextField {
  kind: "text";
  default: string;
  most: number;
  spare: number;
}

export type Field =
  | NumberField
  | ChoiceField
  | SeveralField
  | NumbersField
  | PlacesField
  | TableField
  | TablesField
  | ValuesField
  | TextField;
export type Schema = Record<string, Field>;

/** Which kind each setting has, its panel knows. */
declare const schema: Record<string, any>;
export default schema;
