/** What `course/data/more_quick_checks.py` asks. */
export { default } from "./quick_check.d.ts";
