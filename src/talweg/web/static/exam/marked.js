/** A question of an exam that is over: what you answered, what is right, and why. It is read, and printed, not used. */

import { h } from "../lib/dom.js";
import { LEVELS } from "../lib/question/card.js";
import { FORMS, grade } from "../lib/question/forms.js";
import { lessonLink } from "../lib/question/lesson-link.js";
import { rich } from "../lib/question/rich.js";

/** @import { Marked } from "../../types/question.d.ts" */

function verdict({ answered, right, credit }) {
  if (!answered) return ["tw-verdict-wrong", "Not answered."];
  if (right) return ["tw-verdict-right", "Right."];
  return ["tw-verdict-wrong", credit ? `Partly right: ${credit.toFixed(2)} of a point.` : "Wrong."];
}

/**
 * @param {Marked} place
 * @param {{ title: string, practise: string }} words the heading, and a link to practise this
 * @returns {HTMLElement}
 */
export function markedCard(place, { title, practise }) {
  const { asked, key, response, answered, right } = place;
  const slips = answered && !right ? grade(asked, key, response).slips : [];
  const [style, text] = verdict(place);
  const form = FORMS[asked.form];
  const links = [...slips.map(({ see }) => see), key.see].filter(Boolean);
  return h(
    "article",
    { class: "tw-question tw-answered" },
    h("h3", { class: "tw-question-title" }, title, h("span", { class: "tw-level" }, LEVELS[asked.level - 1])),
    rich("div", { class: "tw-prompt" }, asked.prompt + asked.figure),
    h("p", { class: style }, text),
    form.marked(place),
    h("div", { class: "tw-verdict" }, ...form.reasons(key, slips)),
    h("p", { class: "tw-ways" }, ...[...new Set(links)].map((see) => lessonLink(see, asked.section)), h("a", { href: practise }, "Practise this")),
  );
}
