/** One question as a card: prompt, answer, Check, and why. It does not know who judges. */

import { answerPart, rich } from "./answer.js";
import { h, say } from "./dom.js";
import { seeLink } from "./see.js";

const LEVELS = ["recall", "apply", "analyse", "judge"];

/**
 * @param {object} options
 * @param {any} options.asked
 * @param {string} options.title such as "Question 1 of 4"
 * @param {number} [options.level] of the heading
 * @param {(response: any) => { verdict: import("./grade.js").Verdict, key: any } | Promise<{ verdict: import("./grade.js").Verdict, key: any }>} options.judge
 * @param {(right: boolean) => void} [options.onFirst] the first answer was given; it alone counts
 * @returns {{ el: HTMLElement, focus: () => void }}
 */
export function questionCard({ asked, title, level = 2, judge, onFirst }) {
  const heading = h(`h${level}`, { class: "tw-question-title", tabindex: -1 }, title, h("span", { class: "tw-level" }, LEVELS[asked.level - 1]));
  const said = h("div", { class: "tw-verdict", role: "status" });
  const answer = answerPart(asked, () => said.replaceChildren());
  const hint = h("button", { type: "button", "aria-expanded": "false" }, "Hint");
  const hinted = h("p", { class: "tw-hint", hidden: true });
  const give = h("button", { type: "button", hidden: true }, "Show the answer");
  let last = null;
  let given = false;

  const end = (key) => {
    answer.mark(key);
    give.hidden = true;
    form.classList.add("tw-answered");
  };
  const why = (key) => [rich("div", {}, key.why), seeLink(key.see)];
  const check = async (event) => {
    event.preventDefault();
    const response = answer.response();
    if (response === null) return said.replaceChildren(h("p", {}, answer.missing));
    last = await judge(response);
    const { verdict, key } = last;
    if (!given) onFirst?.(verdict.right);
    given = true;
    if (verdict.right) {
      said.replaceChildren(h("p", { class: "tw-right" }, "Right."), ...why(key).filter(Boolean));
      return end(key);
    }
    const slips = verdict.slips.map((slip) => h("li", {}, rich("span", {}, slip.why), " ", seeLink(slip.see)));
    const part = asked.form === "several" && !slips.length;
    said.replaceChildren(h("p", { class: "tw-wrong" }, part ? "Right as far as it goes, but something is missing." : "Not quite."), ...(slips.length ? [h("ul", {}, ...slips)] : []));
    give.hidden = false;
  };
  hint.addEventListener("click", () => {
    hinted.hidden = !hinted.hidden;
    hint.setAttribute("aria-expanded", String(!hinted.hidden));
    if (!hinted.hidden) hinted.innerHTML = asked.hint;
  });
  give.addEventListener("click", () => {
    said.replaceChildren(h("p", {}, "The answer:"), ...why(last.key).filter(Boolean));
    end(last.key);
  });

  const form = h("form", { class: "tw-question", on: { submit: check } }, heading,
    rich("div", { class: "tw-prompt" }, asked.prompt + asked.figure), answer.el,
    h("div", { class: "tw-tools" }, h("button", { type: "submit", class: "tw-strong" }, "Check"), hint, give), hinted, said);
  form.noValidate = true;
  return { el: form, focus: () => heading.focus() };
}
