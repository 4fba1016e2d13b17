/** A question as the server tells it: `course/question/paper.py` writes it. */

/** What may be known before the answer. */
export interface Asked {
  name: string;
  seed: number;
  section: string;
  level: number;
  kind: string;
  form: "choice" | "several" | "number" | "order";
  /** Finished HTML, as all texts are. */
  prompt: string;
  figure: string;
  hint: string;
  options: string[];
  unit: string;
}

/** What an answer says of who gave it. */
export interface Option {
  right: boolean;
  why: string;
  misconception: string | null;
  see: string | null;
}

/** What may be known after the answer. */
export interface Key {
  why: string;
  see: string | null;
  /** Of a choice, each in the order asked. */
  options: Option[];
  /** Of a number, and its room; of an order, the places. */
  answer: any;
  room: number;
  shown: string;
  slips: (Option & { answer: any })[];
}
