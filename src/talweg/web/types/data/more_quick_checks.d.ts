/** What `course/data/more_quick_checks.py` asks. */
import type { Asked, Key } from "../question.d.ts";

declare const data: {
  papers: { asked: Asked; key: Key }[][];
  lessons: Record<string, { asked: Asked; key: Key }[][]>;
};
export default data;
