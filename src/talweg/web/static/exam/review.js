/** Review: what is due, the most overdue first, until nothing is. */

import { get } from "../lib/page/api.js";
import { find, h, say } from "../lib/dom.js";
import { trainer } from "./trainer.js";
import { day } from "./when.js";

const host = find("[data-review]", HTMLElement);
const left = find("[data-left]", HTMLElement);
/** @type {any} the server's last answer */
let last = null;

const end = () => {
  const { due, next_due_at: at } = last;
  if (!due.known) return [h("p", {}, "Review brings back what you have practised, shortly before you would forget it. Answer some questions first.")];
  return [h("p", { class: "tw-verdict-right" }, "Nothing is due."), h("p", {}, `The next question comes back on ${day(at)}.`)];
};
async function next() {
  last = await get("review");
  const { now } = last.due;
  say(left, now ? `${now} ${now === 1 ? "question is" : "questions are"} due.` : "");
  return last.asked;
}
trainer(host, { mode: "review", next, end }).ask();
