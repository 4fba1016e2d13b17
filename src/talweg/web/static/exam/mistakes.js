/** Mistakes: each question that was last answered wrong comes once more, with other numbers. */

import { get } from "../lib/page/api.js";
import { find, h, told } from "../lib/dom.js";
import { trainer } from "./trainer.js";

const host = find("[data-mistakes]", HTMLElement);
/** @type {NodeListOf<HTMLButtonElement>} */
const chosen = document.querySelectorAll("[data-retry]");
/** @type {string[]} */
let waiting = [];

const { ask } = trainer(host, {
  mode: "mistakes",
  async next() {
    if (!waiting.length) return null;
    const asked = await get(`questions/${encodeURIComponent(waiting[0])}`);
    waiting.shift();
    return asked;
  },
  end: () => [h("p", { class: "tw-verdict-right" }, "That was the last of them."), h("a", { href: "mistakes" }, "See what is left")],
});
for (const button of chosen) {
  button.disabled = false;
  button.addEventListener("click", () => {
    waiting = told(button, "retry").split(" ");
    host.scrollIntoView({ block: "start" });
    ask(true);
  });
}
