/** Stability: how fast momentum settles in the valley, over lr and beta; and how far any rule comes down, over two of its hyperparameters. */

import schema from "../../settings/stability.js";
import { attrs, h, say } from "../../lib/dom.js";
import { queryText } from "../../lib/model/link.js";
import { panelPage } from "../../lib/page/pages.js";
import { exportMenu } from "../../lib/panel/export.js";
import { foldTable } from "../../lib/panel/fold-table.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";
import { panelTools } from "../../lib/panel/tools.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import { cellsOf } from "./cells.js";
import { controls } from "./controls.js";
import { settingCursor } from "./cursor.js";
import { bestsOf } from "./heights.js";
import { stabilityMap } from "./map.js";
import { mapRunner } from "./runner.js";
import { on, setting, settingsOf } from "./settings.js";
import { caption, comparison, mapRows, sentence, tableOf } from "./words.js";

/** @import { Place, Shown } from "./map.js" */

const REST = atRest(schema);
/** What the pace in the long run is of: momentum in the valley, over lr and beta. */
const { lr: _lr, beta: _beta, kappa: _kappa, steps: _steps, ...CLOSED } = REST;

/**
 * A link that sets the race: on a page that holds it in place, elsewhere on its own page.
 * @param {Shown} now
 */
function raceLink({ measured, rule, surface, h: hyper, shape, start, steps }) {
  const host = document.querySelector('[data-panel="race"]');
  const id = host?.closest("section[id]")?.id;
  const rules = [...new Set(["sgd", "momentum", "adam", rule.name])];
  const given = {
    surface: surface.name,
    ...Object.fromEntries(Object.entries(shape).map(([name, value]) => [`shape.${name}`, value])),
    ...Object.fromEntries(Object.entries(hyper).map(([name, value]) => [`hyper.${rule.name}.${name}`, value])),
    ...(measured ? { rules, start, steps: String(steps) } : {}),
  };
  const query = queryText(Object.entries(given).map(([name, value]) => [`race.${name}`, String(value)]));
  return host ? `${query}${id ? `#${id}` : ""}` : `${panelPage("race")}${query}`;
}

/** What the controls do to the model. */
function actions(model) {
  const change = (values) => write(model, values);
  const current = () => judged(schema, model).values;
  return {
    // The pace in the long run is known for one rule on one surface alone.
    map: (map) => change(map === "rate" ? CLOSED : { map }),
    rule: (rule) => change({ rule, hyper: {}, across: null, up: null }),
    surface: (surface) => change({ surface, shape: {}, across: null, up: null, start: null }),
    axis(which, name) {
      const { across, up } = current();
      change(which === "across" ? { across: name, up: up === name ? null : up } : { up: name, across: across === name ? null : across });
    },
    steps: (steps) => change({ steps }),
    start: (start) => change({ start }),
    hyper: (owner, name, value) => change(setting(model, [{ owner, name, value }])),
    /** @type {(first: number, second: number, seen?: Place | null) => void} */
    place(first, second, seen = null) {
      const { across, up } = settingsOf(model);
      // A key may come before new axes are drawn: it means the old ones.
      if (seen && (seen.across.name !== across.name || seen.up.name !== up.name)) return;
      change(setting(model, [{ ...across, value: first }, { ...up, value: second }]));
    },
    reset: () => change({ ...atRest(schema), notices: [] }),
  };
}

function render({ model, el }) {
  const act = actions(model);
  const runner = mapRunner();
  /** @returns {Shown} */
  const present = () => {
    const now = settingsOf(model);
    if (!now.measured) {
      const { fastest, sgdFastest } = now;
      return {
        ...now,
        cells: null,
        measuring: false,
        best: { across: fastest.lr, up: fastest.beta, f: NaN },
        bottom: { across: sgdFastest.lr, up: 0, f: NaN },
      };
    }
    const { cells, measuring } = runner.cells(now.job);
    return { ...now, cells, measuring, ...(cells ? bestsOf(cells) : { best: null, bottom: null }) };
  };

  const desk = controls(act);
  const cursor = settingCursor(act.place);
  const map = stabilityMap(cursor.move);
  map.el.append(cursor.el);
  const [here, others, under] = [h("p", { class: "tw-outcome" }), h("p", { class: "tw-compare" }), h("p", { class: "tw-caption" })];
  const go = (label, pick) => {
    const click = () => {
      const best = present()[pick];
      if (best) act.place(Number(best.across.toPrecision(4)), Number(best.up.toPrecision(4)));
    };
    return h("button", { type: "button", on: { click } }, label);
  };
  const goToBottom = go("Go to SGD\u2019s best", "bottom");
  const link = h("a", { class: "tw-send" }, "Race this setting");
  const table = foldTable("The numbers", []);
  const save = exportMenu({ name: "stability", picture: map.el, table: () => mapRows(present()) });
  const [live, notices] = [liveLine(), noticeBoard(model)];

  el.classList.add("tw-panel", "tw-stability");
  el.append(
    notices.el,
    h(
      "div",
      { class: "tw-plan" },
      h("div", { class: "tw-ground" }, map.el, under, desk.rest),
      h("div", { class: "tw-desk" }, desk.el, here, others, h("div", { class: "tw-tools" }, go("Go to the best", "best"), goToBottom), link),
    ),
    h("div", { class: "tw-foot" }, table.el, panelTools({ model, el, save }, { "Reset to the lesson's setting": act.reset })),
    live.el,
  );

  const draw = () => {
    const now = present();
    mend(model, now);
    notices.draw(now);
    desk.draw(now);
    const own = now.measured ? cellsOf(now.job, [on(now, now.across)], [on(now, now.up)]) : null;
    const end = own && { f: own.values[0], left: own.left[0] };
    const words = sentence(now, end);
    /** @type {[number, number]} */
    const point = [on(now, now.across), on(now, now.up)];
    cursor.draw({ name: now.rule.label, setting: point }, map.draw(now), map.gutter, words);
    say(here, words);
    say(others, comparison(now));
    say(under, caption(now));
    goToBottom.hidden = !now.sgdBelow;
    attrs(link, { href: raceLink(now) });
    const numbers = tableOf(now, end);
    table.draw(numbers.caption, () => numbers.rows, numbers.columns);
    live.say(words);
  };
  return keepDrawn({ model, el, draw, maps: [map], news: [runner.onCells], parts: [live, runner] });
}

export default { state: REST, render };
