/** Handing in: what is still open is said first, and nothing ends by a slip of the hand. */

import { h, say } from "../lib/dom.js";
import { listed } from "./places.js";

const words = (answered, flagged) => {
  const open = answered.flatMap((given, place) => (given ? [] : [place]));
  const marked = flagged.flatMap((flag, place) => (flag ? [place] : []));
  const first = open.length
    ? `${open.length} of ${answered.length} questions ${open.length === 1 ? "has" : "have"} no answer: ${listed(open)}.`
    : `All ${answered.length} questions have an answer.`;
  return marked.length ? `${first} You flagged ${listed(marked)}.` : first;
};

/**
 * @param {() => Promise<void>} onConfirm ends the exam; rejects with a sentence
 * @returns {{ el: HTMLDialogElement, ask: (state: { answered: boolean[], flagged: boolean[] }) => void }}
 */
export function handIn(onConfirm) {
  const open = h("p");
  const said = h("p", { class: "tw-verdict-wrong", role: "status" });
  const yes = h("button", { type: "button", class: "tw-strong" }, "Hand in");
  const no = h("button", { type: "button", autofocus: true }, "Go on working");
  const el = h(
    "dialog",
    { class: "exam-dialog tw-panel", "aria-labelledby": "hand-in-title" },
    h("h2", { id: "hand-in-title" }, "Hand in this exam?"),
    open,
    h("p", {}, "Afterwards no answer can be changed, and the report shows every why."),
    said,
    h("div", { class: "tw-tools" }, yes, no),
  );
  no.addEventListener("click", () => el.close());
  yes.addEventListener("click", async () => {
    yes.disabled = true;
    say(said, "");
    try {
      await onConfirm();
    } catch (error) {
      say(said, `${error.message} The exam is not handed in yet; try again.`);
      yes.disabled = false;
      yes.focus();
    }
  });
  return {
    el,
    ask({ answered, flagged }) {
      say(open, words(answered, flagged));
      say(said, "");
      el.showModal();
    },
  };
}
