/** A question of an exam that is over: what you answered, what is right, and why. It is read, and printed, not used. */

import { rich } from "../lib/question/answer.js";
import { h } from "../lib/dom.js";
import { grade } from "../lib/question/grade.js";
import { LEVELS } from "../lib/question/card.js";
import { seeLink } from "../lib/question/see.js";

const LETTERS = "ABCDEFGHIJ";

/** The options, each with what it was: yours, right, both or neither. */
function options({ asked, key, response }) {
  const yours = [response].flat();
  return h(
    "ul",
    { class: "tw-marked" },
    ...asked.options.map((text, place) => {
      const [mine, { right, why }] = [yours.includes(place), key.options[place]];
      const tags = [mine ? "your answer" : null, right ? "right" : null].filter(Boolean).join(", ");
      const body = h(
        "div",
        {},
        rich("span", {}, text),
        tags ? h("span", { class: "tw-tag" }, ` ${tags}`) : null,
        mine || right ? rich("div", { class: "tw-why" }, why) : null,
      );
      return h("li", { class: right ? "tw-is-right" : mine ? "tw-is-wrong" : null }, h("span", { class: "tw-letter" }, LETTERS[place]), body);
    }),
  );
}

const steps = ({ options: texts }, order) => h("ol", { class: "tw-steps" }, ...order.map((place) => rich("li", {}, texts[place])));

const ANSWERS = {
  choice: options,
  several: options,
  number: ({ asked, key, response, answered }) => h("p", {}, `${answered ? `Your answer: ${response}${asked.unit}. ` : ""}Right: ${key.shown}.`),
  order: ({ asked, key, response, answered, right }) =>
    h(
      "div",
      { class: "tw-orders" },
      answered && !right ? h("div", {}, h("p", {}, "Your order"), steps(asked, response)) : null,
      h("div", {}, h("p", {}, right ? "Your order, and the right one" : "The right order"), steps(asked, key.answer)),
    ),
};

function verdict({ answered, right, credit }) {
  if (!answered) return ["tw-verdict-wrong", "Not answered."];
  if (right) return ["tw-verdict-right", "Right."];
  return ["tw-verdict-wrong", credit ? `Partly right: ${credit.toFixed(2)} of a point.` : "Wrong."];
}

/**
 * @param {any} place a question of the report
 * @param {{ title: string, practise: string }} words the heading, and a link to practise this
 * @returns {HTMLElement}
 */
export function markedCard(place, { title, practise }) {
  const { asked, key, response, answered, right } = place;
  const slips = answered && !right ? grade(asked, key, response).slips : [];
  const [style, text] = verdict(place);
  // An option's own why stands beside it already.
  const reasons = asked.options.length && key.options ? [] : slips.map((slip) => rich("p", {}, slip.why));
  const links = [...slips.map(({ see }) => see), key.see].filter(Boolean);
  return h(
    "article",
    { class: "tw-question tw-answered" },
    h("h3", { class: "tw-question-title" }, title, h("span", { class: "tw-level" }, LEVELS[asked.level - 1])),
    rich("div", { class: "tw-prompt" }, asked.prompt + asked.figure),
    h("p", { class: style }, text),
    ANSWERS[asked.form](place),
    h("div", { class: "tw-verdict" }, ...reasons, asked.form === "choice" ? null : rich("div", {}, key.why)),
    h("p", { class: "tw-ways" }, ...[...new Set(links)].map(seeLink), h("a", { href: practise }, "Practise this")),
  );
}
