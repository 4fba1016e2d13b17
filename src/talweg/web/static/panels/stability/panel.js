/** Stability: how fast momentum settles in the valley, over lr and beta. */

import schema from "../../settings/stability.js";
import { numberControl } from "../../lib/panel/control.js";
import { attrs, h, say } from "../../lib/dom.js";
import { exportMenu } from "../../lib/panel/export.js";
import { foldTable } from "../../lib/panel/fold-table.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { brief, exact, figures } from "../../lib/number.js";
import { panelPage } from "../../lib/page/pages.js";
import { panelTools } from "../../lib/panel/tools.js";
import { bestAt, bestOfAll, radiusIn, SHRINK, stepsToShrink, survey } from "./rate.js";
import { rateCursor } from "./cursor.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";
import { stabilityMap } from "./map.js";

/** The best settings depend on kappa alone. */
/** @type {{ kappa: number, fastest: ReturnType<typeof bestOfAll>, sgdFastest: ReturnType<typeof bestAt> } | null} */
let known = null;
function bests(/** @type {number} */ kappa) {
  if (known?.kappa !== kappa) known = { kappa, fastest: bestOfAll(kappa), sgdFastest: bestAt(kappa, 0) };
  return known;
}

function settingsOf(model) {
  const judgement = judged(schema, model);
  const { kappa, lr, beta } = judgement.values;
  return { ...judgement, ...bests(kappa), lr, beta, radius: radiusIn(kappa)(lr, beta) };
}

const stepsText = (radius) => {
  const steps = stepsToShrink(radius);
  if (steps < Infinity) return brief(steps, 6);
  return "never";
};

/** What a setting does, in words. */
function verdict(radius) {
  if (!Number.isFinite(radius)) return `the error grows by a factor that is ${figures(radius)}: it diverges`;
  if (radius > 1) return `the error grows ${brief(radius, 4)}-fold at every step: it diverges`;
  if (radius === 1) return "the error neither shrinks nor grows in the long run";
  return `the error shrinks to ${brief(radius, 4)} of itself at every step, ${SHRINK}-fold in ${stepsText(radius)} steps`;
}

function sentence({ lr, beta, radius }) {
  return `lr ${exact(lr)}, \u03b2 ${exact(beta)}: ${verdict(radius)}.`;
}

function comparison({ kappa, fastest, sgdFastest }) {
  return `At \u03ba = ${exact(kappa)} the best of all is lr ${brief(fastest.lr)}, \u03b2 ${brief(fastest.beta)}: ${brief(fastest.radius)} a step, ` +
    `${stepsText(fastest.radius)} steps. SGD at its best, lr ${brief(sgdFastest.lr)}: ${brief(sgdFastest.radius)} a step, ${
      stepsText(sgdFastest.radius)
    } steps.`;
}

/** The map as numbers, on a grid that a table can hold. */
function mapRows({ kappa }) {
  const { columns, values, rates, betas } = survey(kappa, 61, 41);
  return [
    ["kappa", "lr", "beta", "factor per step"],
    ...Array.from(values, (radius, i) => [kappa, rates[i % columns], betas[Math.floor(i / columns)], radius]),
  ];
}

/** A link that sets the race: on a page that holds it in place, elsewhere on its own page. */
function raceLink({ kappa, lr, beta }) {
  const host = document.querySelector('[data-panel="race"]');
  const id = host?.closest("section[id]")?.id;
  const query = new URLSearchParams({ "race.surface": "valley", "race.shape.kappa": kappa, "race.hyper.momentum.lr": lr, "race.hyper.momentum.beta": beta });
  return host ? `?${query}${id ? `#${id}` : ""}` : `${panelPage("race")}?${query}`;
}

function render({ model, el }) {
  const change = (values) => write(model, values);
  const place = (lr, beta) => change({ lr, beta });
  const control = (label, name) => numberControl({ label, name, range: rangeOf(schema[name]), onInput: (value) => change({ [name]: value }) });
  const kappa = control("\u03ba", "kappa");
  const lr = control("lr", "lr");
  const beta = control("\u03b2", "beta");
  const cursor = rateCursor(place);
  const map = stabilityMap({ label: "Map of the convergence rate over lr and beta. The numbers are in the table below.", onPick: cursor.move });
  map.el.append(cursor.el);
  const [here, others] = [h("p", { class: "tw-outcome" }), h("p", { class: "tw-compare" })];
  const go = (label, pick) =>
    h("button", {
      type: "button",
      on: {
        click: () => {
          const best = settingsOf(model)[pick];
          place(Number(best.lr.toPrecision(4)), Number(best.beta.toPrecision(4)));
        },
      },
    }, label);
  const link = h("a", { class: "tw-send" }, "Race this setting");
  const table = foldTable("The numbers", ["Setting", "lr", "\u03b2", "Factor per step", `Steps for ${SHRINK}-fold`]);
  const save = exportMenu({ name: "stability", picture: map.el, table: () => mapRows(settingsOf(model)) });
  const [live, notices] = [liveLine(), noticeBoard(model)];

  el.classList.add("tw-panel", "tw-stability");
  el.append(
    notices.el,
    h(
      "div",
      { class: "tw-plan" },
      h(
        "div",
        { class: "tw-ground" },
        map.el,
        h(
          "p",
          { class: "tw-caption" },
          `Lines: steps until the error has shrunk ${SHRINK}-fold; red edge: the limit of stability. Star: the best of all; triangle: SGD\u2019s best.`,
        ),
      ),
      h(
        "div",
        { class: "tw-desk" },
        kappa.el,
        lr.el,
        beta.el,
        here,
        others,
        h("div", { class: "tw-tools" }, go("Go to the best", "fastest"), go("Go to SGD\u2019s best", "sgdFastest")),
        link,
      ),
    ),
    h(
      "div",
      { class: "tw-foot" },
      table.el,
      panelTools({ model, el, save }, { "Reset to the lesson's setting": () => change({ ...atRest(schema), notices: [] }) }),
    ),
    live.el,
  );

  const draw = () => {
    const now = settingsOf(model);
    mend(model, now);
    notices.draw(now);
    kappa.set(now.kappa);
    lr.set(now.lr);
    beta.set(now.beta);
    const words = sentence(now);
    cursor.draw(now, map.draw(now), map.gutter, words);
    say(here, words);
    say(others, comparison(now));
    attrs(link, { href: raceLink(now) });
    table.draw(
      `In the valley with kappa = ${exact(now.kappa)}, to six significant figures`,
      () =>
        Object.entries({ "This one": now, "The best of all": now.fastest, "SGD at its best": now.sgdFastest }).map((
          [name, each],
        ) => [name, figures(each.lr), figures(each.beta), figures(each.radius), stepsText(each.radius)]),
    );
    live.say(words);
  };
  return keepDrawn({ model, el, draw, maps: [map], parts: [live] });
}

export default { state: atRest(schema), render };
