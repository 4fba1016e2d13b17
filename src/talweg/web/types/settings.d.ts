/**
 * What `course/settings/` says of a panel: a record of `course/schema/fields.py` for each setting.
 * Which settings a panel has, and of which kinds, stands in `settings/<panel>.d.ts`.
 */

import type { Hyper, Pair, Parameter } from "./formulas.d.ts";

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

export interface HyperField {
  kind: "hyper";
  default: null;
  tables: Record<string, Record<string, Parameter>>[];
  on: string[];
  apart: string | null;
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
  | HyperField
  | ValuesField
  | TextField;
export type Schema = Record<string, Field>;

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
export type HyperName = Of<HyperField, string | null>;
export type Values = Of<ValuesField, Hyper>;
export type Text = Of<TextField, string>;
