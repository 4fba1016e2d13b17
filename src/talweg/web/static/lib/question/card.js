/** One question as a card: with Check and why, where it does not know who judges; or open, where an exam keeps it. */

import { h, say } from "../dom.js";
import { FORMS } from "./forms.js";
import { lessonLink } from "./lesson-link.js";
import { rich } from "./rich.js";

/** @import { Asked, Key, Verdict } from "../../../types/question.d.ts" */

export const LEVELS = ["recall", "apply", "analyse", "judge"];

/** What every card begins with. */
function opening({ asked, title, level = 2 }) {
  const heading = h(level === 2 ? "h2" : "h3", { class: "tw-question-title", tabindex: -1 }, title, h("span", { class: "tw-level" }, LEVELS[asked.level - 1]));
  return [heading, rich("div", { class: "tw-prompt" }, asked.prompt + asked.figure)];
}

/** A form that is never sent: scripts read it. */
function card(...parts) {
  return h("form", { class: "tw-question", novalidate: true }, ...parts);
}

/**
 * @typedef {{ verdict: Verdict, key: Key }} Judged
 * @param {object} options
 * @param {Asked} options.asked
 * @param {string} options.title such as "Question 1 of 4"
 * @param {2 | 3} [options.level] of the heading
 * @param {(response: any, help: { hinted: boolean }) => Judged | Promise<Judged>} options.judge may fail with a sentence
 * @param {(right: boolean) => void} [options.onFirst] the first answer was given; it alone counts
 * @returns {{ el: HTMLElement, focus: () => void }}
 */
export function questionCard({ asked, title, level, judge, onFirst }) {
  const [heading, prompt] = opening({ asked, title, level });
  const said = h("div", { class: "tw-verdict", role: "status" });
  const form = FORMS[asked.form];
  const answer = form.field(asked, () => said.replaceChildren());
  const hint = h("button", { type: "button", "aria-expanded": "false" }, "Hint");
  const hinted = h("p", { class: "tw-hint", hidden: true });
  const give = h("button", { type: "button", hidden: true }, "Show the answer");
  const tell = (...parts) => said.replaceChildren(...parts.filter(Boolean));
  let last = null;
  let busy = false;

  const end = (key) => {
    answer.mark(key);
    give.hidden = true;
    el.classList.add("tw-answered");
  };
  const why = (key) => [rich("div", {}, key.why), lessonLink(key.see, asked.section)];
  const show = ({ verdict, key }) => {
    if (verdict.right) {
      tell(h("p", { class: "tw-verdict-right" }, "Right."), ...why(key));
      return end(key);
    }
    const slips = verdict.slips.map((slip) => h("li", {}, rich("span", {}, slip.why), " ", lessonLink(slip.see, asked.section)));
    tell(h("p", { class: "tw-verdict-wrong" }, form.wrong(verdict.slips)), slips.length ? h("ul", {}, ...slips) : null);
    give.hidden = false;
  };
  const check = async (event) => {
    event.preventDefault();
    const response = answer.response();
    if (response === null) return tell(h("p", {}, answer.unread?.() || form.missing));
    if (busy) return;
    busy = true;
    try {
      const judged = await judge(response, { hinted: hinted.textContent !== "" });
      const first = last === null;
      last = judged;
      if (first) onFirst?.(judged.verdict.right);
      show(judged);
    } catch (error) {
      tell(h("p", { class: "tw-verdict-wrong" }, `${error.message} Your answer still stands here: check it again.`));
    } finally {
      busy = false;
    }
  };
  hint.addEventListener("click", () => {
    hinted.hidden = !hinted.hidden;
    hint.setAttribute("aria-expanded", String(!hinted.hidden));
    if (!hinted.hidden) hinted.innerHTML = asked.hint;
  });
  give.addEventListener("click", () => {
    tell(h("p", {}, "The answer:"), ...why(last.key));
    end(last.key);
  });

  const el = card(
    heading,
    prompt,
    answer.el,
    h("div", { class: "tw-tools" }, h("button", { type: "submit", class: "tw-strong" }, "Check"), hint, give),
    hinted,
    said,
  );
  el.addEventListener("submit", check);
  return { el, focus: () => heading.focus() };
}

/**
 * A question without Check: it tells each change of its answer.
 * @param {object} options
 * @param {Asked} options.asked
 * @param {string} options.title
 * @param {2 | 3} [options.level] of the heading
 * @param {any} options.response the answer so far, or null
 * @param {(response: any, typing: boolean) => void} options.onAnswer null takes the answer back; more may follow while `typing`
 * @param {() => void} options.onRest the hand has left the answer
 * @returns {{ el: HTMLElement, focus: () => void, close: () => void }}
 */
export function openCard({ asked, title, level, response, onAnswer, onRest }) {
  const [heading, prompt] = opening({ asked, title, level });
  const said = h("p", { class: "tw-hint", role: "status" });
  const back = h("button", { type: "button", hidden: response === null }, "Take my answer back");
  const form = FORMS[asked.form];
  const tell = (given) => {
    back.hidden = given === null;
    const unread = answer.unread?.();
    say(said, unread ? `Not kept yet: ${unread}` : given === null ? form.untouched : "");
  };
  const answer = form.field(asked, () => {
    const given = answer.response();
    tell(given);
    onAnswer(given, form.typed);
  });
  back.addEventListener("click", () => {
    answer.set(null);
    heading.focus(); // the button goes
    tell(null);
    onAnswer(null, false);
  });
  if (response !== null) answer.set(response);
  tell(response);
  const el = card(heading, prompt, answer.el, said, h("div", { class: "tw-tools" }, back));
  el.addEventListener("submit", (event) => event.preventDefault());
  answer.el.addEventListener("focusout", onRest);
  return {
    el,
    focus: () => heading.focus(),
    close: () =>
      [...el.elements].forEach((each) => {
        if (each instanceof HTMLInputElement || each instanceof HTMLButtonElement) each.disabled = true;
      }),
  };
}
