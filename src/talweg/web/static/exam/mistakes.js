/** Mistakes: each question that was last answered wrong comes once more, with other numbers. */

import { get } from "../lib/page/api.js";
import { h } from "../lib/dom.js";
import { trainer } from "./trainer.js";

const host = document.querySelector("[data-mistakes]");
const chosen = [...document.querySelectorAll("[data-retry]")];
let waiting = [];

const { ask } = trainer(host, {
  mode: "mistakes",
  next: async () => (waiting.length ? get(`questions/${encodeURIComponent(waiting[0])}`).then((asked) => (waiting.shift(), asked)) : null),
  end: () => [h("p", { class: "tw-verdict-right" }, "That was the last of them."), h("a", { href: "mistakes" }, "See what is left")],
});
for (const button of chosen) {
  button.disabled = false;
  button.addEventListener("click", () => {
    waiting = button.dataset.retry.split(" ");
    host.scrollIntoView({ block: "start" });
    ask(true);
  });
}
