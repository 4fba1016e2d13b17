/** What `course/data/quick_check.py` asks. */
import type { Asked, Key } from "../question.d.ts";

declare const data: {
  papers: { asked: Asked; key: Key }[][];
};
export default data;
