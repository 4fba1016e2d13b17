/** The result of the hike: who stands where, who stands lowest, and on what terms. */

import { choiceChips } from "../../lib/panel/choice.js";
import { h, say } from "../../lib/dom.js";
import schema from "../../settings/hike.js";
import { fairText, verdictText } from "./words.js";
import { swatch } from "../../lib/chart/style.js";
import { brief } from "../../lib/number.js";
import { RULE_OF_LEAVING, status, warning } from "../../lib/race/verdict.js";

const setting = ({ shape }) => Object.entries(shape).map(([key, value]) => `${key} = ${brief(value)}`).join(", ");

function row({ name, rule, style, h: hyper }, runs, step) {
  const run = runs[name];
  const gone = run.diverged !== null && step >= run.diverged;
  return h(
    "tr",
    { class: name === "you" ? "tw-you" : null },
    h("th", { scope: "row" }, swatch(style), rule.label),
    h("td", {}, "lr" in hyper ? `lr ${brief(hyper.lr, 4)}` : "your own"),
    h("td", {}, gone ? status(run, step) : brief(run.f[step], 4)),
  );
}

/** @param {(equal: string) => void} onTerms */
export function result(onTerms) {
  const terms = choiceChips("The rules\u2019 rates", Object.entries(schema.equal.options), onTerms);
  const verdict = h("p", { class: "tw-outcome", tabindex: -1 });
  const [fair, ground, caption, body] = [h("p", { class: "tw-fair" }), h("p", { class: "tw-fair" }), h("caption"), h("tbody")];
  const left = h("div", { class: "tw-warnings" });
  const head = ["Walker", "Rate", "f"].map((name) => h("th", { scope: "col" }, name));
  return {
    el: h(
      "div",
      { class: "tw-finish" },
      verdict,
      h("table", { class: "tw-values" }, caption, h("thead", {}, h("tr", {}, ...head)), body),
      left,
      terms.el,
      fair,
      ground,
    ),
    verdict,
    draw(now, party) {
      say(verdict, verdictText(now, party));
      say(caption, `After step ${now.step} of ${now.taken}`);
      body.replaceChildren(...party.entries.map((entry) => row(entry, party.runs, now.step)));
      const why = party.entries.slice(1).map((entry) => warning(entry, party.runs[entry.name], now)).filter(Boolean);
      left.replaceChildren(...[...why, ...(why.length ? [RULE_OF_LEAVING] : [])].map((text) => h("p", {}, text)));
      terms.set(now.equal);
      say(fair, fairText(now, party));
      const shape = setting(now);
      say(ground, `The hill: ${now.surface.label}${shape ? ` (${shape})` : ""}. ${now.surface.summary.replaceAll("`", "")}`);
    },
  };
}
