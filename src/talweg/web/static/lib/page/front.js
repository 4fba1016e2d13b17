/** The front page: which panels have been used, and how the learner stands in the Exam Center. */

import { find, h, say, told } from "../dom.js";
import { get } from "./api.js";
import { forgetUsed, usedPanels } from "./used.js";

/** @param {HTMLElement} list */
export function markUsed(list) {
  /** @type {NodeListOf<HTMLElement>} */
  const cards = list.querySelectorAll("[data-card]");
  const button = find("[data-forget-used]", HTMLButtonElement, list);
  const draw = () => {
    const used = usedPanels();
    for (const card of cards) {
      const done = used.includes(told(card, "card"));
      find(".tick", HTMLElement, card).replaceChildren(
        ...(done ? [h("span", { "aria-hidden": "true" }, "\u2713"), h("span", { class: "unseen" }, ", used")] : []),
      );
    }
    button.hidden = !used.length;
  };
  button.addEventListener("click", () => {
    forgetUsed();
    draw();
  });
  addEventListener("storage", draw);
  addEventListener("pageshow", ({ persisted }) => persisted && draw());
  draw();
}

const counted = (/** @type {number} */ count, /** @type {string} */ one, /** @type {string} */ many) => `${count} ${count === 1 ? one : many}`;

/**
 * What the learner has done there; the words that stand on the page stay where nothing can be asked, or nothing was done.
 * @param {HTMLElement} words
 */
export async function tellExams(words) {
  const seen = await get("overview").catch(() => null);
  if (!seen) return;
  const [going, over] = [false, true].map((ended) => seen.sittings.filter((/** @type {{ over: boolean }} */ each) => each.over === ended));
  const said = [
    going.length ? `${counted(going.length, "exam goes", "exams go")} on.` : "",
    over.length ? `${counted(over.length, "exam", "exams")} handed in.` : "",
    seen.due.now ? `${counted(seen.due.now, "question is", "questions are")} due for review.` : "",
  ].filter(Boolean);
  if (said.length) say(words, said.join(" "));
}
