/** A question as the server sends it (`course/question/grading.py`), and a form of it as the pages have it. */

/** What may be known before the answer. */
export interface Asked {
  name: string;
  seed: number;
  section: string;
  level: number;
  kind: string;
  /** A key of FORMS in `lib/question/forms.js`. */
  form: string;
  /** Finished HTML, as all texts are. */
  prompt: string;
  figure: string;
  hint: string;
  options: string[];
  unit: string;
  /** Of lines to type: what they compute, in order, and what they may use besides. */
  lines: string[];
  names: string[];
}

/** What typed lines are tried at: a number for each of the names in each of the rows, and a run. */
export interface Inputs {
  lines: string[];
  names: string[];
  rows: number[][];
  /** The names of what a run goes by, and the clock's first time. */
  run: { weight: string | null; gradient: string | null; clock: string | null; first: number } | null;
}

/** What an answer says of who gave it. */
export interface Option {
  right: boolean;
  why: string;
  misconception: string | null;
  see: string | null;
}

export type Slip = Option & { answer?: any; room?: number };

/** What may be known after the answer; which of the fields from `options` on there are depends on the form. */
export interface Key {
  why: string;
  see: string | null;
  /** Of a choice, each in the order asked. */
  options: Option[];
  /** Of a number, and its room; of an order, the places; of lines, their texts. */
  answer: any;
  room: number;
  shown: string;
  /** Of lines. */
  inputs: Inputs;
  slips: Slip[];
}

/** `slips` are the wrong answers that were recognised. */
export interface Verdict {
  right: boolean;
  slips: Slip[];
}

/** A question of an exam that is over. */
export interface Marked {
  asked: Asked;
  key: Key;
  response: any;
  answered: boolean;
  right: boolean;
  credit: number;
}

/** Where an answer is given. */
export interface Field {
  el: HTMLElement;
  /** The answer, or null while there is none. */
  response(): any;
  /** Show this answer; null takes it back. */
  set(response: any): void;
  /** Show which is right. */
  mark(key: Key): void;
  /** What to say of something typed that is no answer, or may be two; empty where nothing is typed. */
  unread?(): string;
}

/** A way to answer. */
export interface Form {
  field(asked: Asked, onChange: () => void): Field;
  /** Judge by the key, as the library's form of the same name does. */
  grade(key: Key, response: any): Verdict;
  /** What is said of a wrong answer. */
  wrong(slips: Slip[]): string;
  /** What is said where there is no answer to check. */
  missing: string;
  /** What is said while there is none to keep. */
  untouched: string;
  /** Whether a change is one of many, so that more may follow. */
  typed: boolean;
  /** What was answered, and what is right. */
  marked(place: Marked): HTMLElement;
  /** The whys that `marked` does not show. */
  reasons(key: Key, slips: Slip[]): HTMLElement[];
}
