/** The race: rules walk down one surface, side by side and on equal terms. */

import { lossChart } from "../../lib/race/loss-chart.js";
import { choiceChips } from "../../lib/panel/choice.js";
import { h, say } from "../../lib/dom.js";
import { exportMenu } from "../../lib/panel/export.js";
import { fairness } from "./fairness.js";
import { setupControls } from "../../lib/race/setup.js";
import { guessing } from "./guess.js";
import { startHandle } from "../../lib/map/handle.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { reliefMap } from "../../lib/map/relief-map.js";
import { numbersTable, raceRows } from "../../lib/race/numbers.js";
import { panelTools } from "../../lib/panel/tools.js";
import { player } from "../../lib/panel/player.js";
import { walk } from "../../lib/race/rehearsal.js";
import { ruleChoice, ruleRows } from "../../lib/race/rows.js";
import { onFound } from "../../lib/race/search.js";
import { settingsOf } from "../../lib/race/settings.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/race.js";
import { liveLine, noticeBoard, panelLink } from "../../lib/panel/speech.js";
import { trails } from "../../lib/map/trail.js";
import { spoken } from "../../lib/race/verdict.js";
import { warnings } from "../../lib/race/warnings.js";

const HINTS = {
  flat: "Drag or use two fingers to move, Ctrl with the wheel to enlarge. A click sets the start.",
  solid: "Height is the logarithm of f above its lowest value, as the contours count it. Drag to turn.",
};

/** What the controls do to the model. */
function actions(model) {
  const change = (values) => write(model, values);
  const current = () => judged(schema, model).values;
  return {
    surface: (surface) => change({ surface, shape: {}, start: null, view: null }),
    shape: (key, value) => change({ shape: { ...current().shape, [key]: value } }),
    steps: (steps) => change({ steps, step: null }),
    start: (start) => change({ start }),
    equal: (equal) => change({ equal }),
    view: (view) => change({ view }),
    look: (look) => change({ look }),
    angle: (angle) => change({ angle }),
    toggle(name, shown) {
      const { rules } = current();
      change({ rules: shown ? [...rules, name] : rules.filter((other) => other !== name) });
    },
    /** The common rate replaces every rate that was set by hand; rehearsals try the rates around it. */
    rate(rate) {
      const equal = current().equal === "gradients" ? "gradients" : "rate";
      const others = Object.entries(current().hyper).map(([name, { lr: _, ...rest }]) => [name, rest]);
      change({ rate, equal, hyper: Object.fromEntries(others.filter(([, rest]) => Object.keys(rest).length)) });
    },
    /** A rate set by hand ends the search for rates: those that were found stay where they are. */
    hyper(name, key, value) {
      const { hyper: before, equal } = current();
      const hyper = { ...before };
      const freeze = key === "lr" && equal !== "rate";
      const found = freeze ? settingsOf(model).entries.filter((entry) => entry.sweep ?? entry.rehearsal) : [];
      for (const entry of found) hyper[entry.name] = { ...hyper[entry.name], lr: entry.h.lr };
      hyper[name] = { ...hyper[name], [key]: value };
      change({ hyper, equal: freeze ? "rate" : equal });
    },
    predict: (open) => change({ predict: Number(open) }),
    reset: () => change({ ...atRest(schema), notices: [] }),
  };
}

function render({ model, el }) {
  const act = actions(model);
  const seek = (step) => model.set("step", step === judged(schema, model).values.steps ? null : step);
  const keep = () => model.save_changes();

  const handle = startHandle(act.start);
  let before = null;
  const map = reliefMap({
    label: "Relief map of the surface, with the trail of each rule. The numbers are in the table below.",
    onPick: (x, y) => {
      before = judged(schema, model).values.start;
      handle.move(x, y);
    },
    onUnpick: () => act.start(before),
    onView: act.view,
    onTurn: act.angle,
  });
  map.el.append(handle.el);
  const drawTrails = trails(map.trails);
  const look = choiceChips("How the ground is shown", Object.entries(schema.look.options), act.look);
  const hint = h("p", { class: "tw-hint" });
  const play = player({ onStep: seek, onRest: keep });
  const chart = lossChart((step) => (play.stop(), seek(step), keep()));
  const setup = setupControls({ onSurface: act.surface, onShape: act.shape, onSteps: act.steps });
  const fair = fairness({ onEqual: act.equal, onRate: act.rate });
  const choice = ruleChoice(act.toggle);
  const rows = ruleRows(act.hyper);
  const warned = warnings();
  const numbers = numbersTable();
  const live = liveLine();
  const guess = guessing({ onOpen: act.predict, onRun: () => (write(model, { predict: 0, step: 0 }), play.start()) });
  const notices = noticeBoard(model);

  let now = null;
  const save = exportMenu({
    name: "race",
    picture: [["The ground", map.el], ["The losses", chart.el]],
    table: () => raceRows(now[0], now[1]),
    legend: () => now[0].entries.map(({ rule, style }) => ({ label: rule.label, style })),
    link: panelLink({ model, el }),
  });
  const tools = panelTools({ model, el, save }, { "Reset to the lesson's setting": act.reset }, guess.opener);
  el.classList.add("tw-panel", "tw-race");
  el.append(
    notices.el,
    guess.el,
    h(
      "div",
      { class: "tw-stage" },
      h("div", { class: "tw-main" }, map.el, h("div", { class: "tw-mapbar" }, look.el, map.keys, hint), play.el),
      h("div", { class: "tw-bench" }, setup.surface, setup.shape, fair.rate, setup.steps),
      h("div", { class: "tw-losses" }, setup.formula, setup.summary, chart.el),
      h("div", { class: "tw-standings" }, rows.el),
      h("div", { class: "tw-choices" }, choice.el, fair.choice, fair.words),
    ),
    warned.el,
    h("div", { class: "tw-foot" }, numbers.el, tools),
    live.el,
  );

  const draw = () => {
    const settings = settingsOf(model);
    mend(model, settings);
    const runs = Object.fromEntries(settings.entries.map((entry) => [entry.name, walk(entry, settings)]));
    for (const part of [notices, setup, fair, choice]) part.draw(settings);
    look.set(settings.look);
    say(hint, HINTS[settings.look]);
    const place = map.draw(settings);
    handle.draw(settings, place, map.gutter);
    guess.draw(settings, runs);
    now = [settings, runs];
    const seen = settings.predict ? { ...settings, entries: [], step: 0 } : settings;
    drawTrails(seen.entries, runs, seen.step, place);
    play.draw(seen);
    play.el.inert = settings.predict;
    for (const part of [chart, rows, warned, numbers]) part.draw(seen, runs);
    live.say(settings.predict ? "The paths are hidden until you have named a winner." : spoken(settings, runs));
  };
  return keepDrawn({ model, el, draw, maps: [map], sized: [chart.el], news: [onFound], parts: [play, live] });
}

export default { state: atRest(schema), render };
