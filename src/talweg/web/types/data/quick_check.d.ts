/** What `course/data/quick_check.py` asks. */
import type { Asked, Key } from "../question.d.ts";

declare const data: {
  papers: { asked: Asked; key: Key }[][];
  /** those that a course of one's own has added; their papers stand in `more_quick_checks` */
  lessons: string[];
};
export default data;
