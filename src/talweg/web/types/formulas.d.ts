/** What `formulas.js` holds, which `web/formulas.py` prints: a test compares the two. */

/** Two numbers: x and y, or the low and the high end of an axis. */
export type Pair = [number, number];
/** From low to high, in x and in y. */
export type Box = [Pair, Pair];
/** Values of hyperparameters, by their names. */
export type Hyper = Record<string, number>;

/** What a number may be. */
export interface Range {
  low: number;
  high: number;
  lowOpen: boolean;
  highOpen: boolean;
  integer: boolean;
  /** Whether it is a list of rising numbers. */
  list?: boolean;
  /** In words. */
  summary: string;
  /** What a hyperparameter of this range is for, where that is declared. */
  role?: string | null;
}

/** A hyperparameter: what it may be, and what it is where nobody sets it. */
export interface Parameter extends Range {
  default: number;
}

interface Formula {
  name: string;
  label: string;
  summary: string;
  hyper: Record<string, Parameter>;
}

/** One line of a step: where it stands in the listing, what it assigns, and the number. */
export type Line = [number, string, number];

/** An inequality such as `lr * curvature < 2`. */
export interface Stable {
  text: string;
  strict: boolean;
  math: string;
  sides: (h: Hyper, curvature: number) => Pair;
}

/** An optimizer. A walker is `[w, slots ...]`, one coordinate, and is changed in place. */
export interface Rule extends Formula {
  slots: string[];
  starts: number[];
  source: { text: string; lines: string[] };
  math: string;
  step: (walker: number[] | Float64Array, g: number, t: number, h: Hyper) => void;
  trace: (walker: number[] | Float64Array, g: number, t: number, h: Hyper) => Line[];
  stable: Stable | null;
}

/** A loss of one prediction, or of a row of them; those of two predictions no panel shows. */
export interface Loss extends Formula {
  rowwise: boolean;
  /** The loss and its slope. */
  at: ((y_hat: number, y: number, h: Hyper) => Pair) & ((row: number[], y: number[], h: Hyper) => [number, number[]]);
}

export interface Schedule extends Formula {
  math: string;
  at: (t: number, h: Hyper) => number;
}

export interface Surface extends Formula {
  start: Pair;
  minima: Pair[];
  view: Box;
  math: string;
  /** The height and its two slopes. */
  at: (x: number, y: number, h: Hyper) => [number, number, number];
  /** The largest curvature, where it is the same everywhere. */
  curvature: (h: Hyper) => number | null;
}

export const version: string;
/** A run that is so many times above its start has left. */
export const diverged: number;
/** Names that a typed rule may not use. */
export const reserved: string[];
export const optimizers: Record<string, Rule>;
export const losses: Record<string, Loss>;
export const schedules: Record<string, Schedule>;
export const surfaces: Record<string, Surface>;
/** How fast a rule comes nearer on a quadratic, by its name. */
export const convergence: { momentum: { at: (lr: number, beta: number, curvature: number, h: Hyper) => number } };
/** What a typed rule may call: NumPy's functions, and those that the library declares. */
export const functions: Record<string, { arity: number; declared: boolean; apply: (...given: number[]) => number }>;
export const constants: Record<string, number>;
export const ranges: Record<string, Range>;
