/** Write your own rule: a text becomes a walker at once, and races beside the library's. */

import { lossChart } from "../../lib/race/loss-chart.js";
import { numberControl } from "../../lib/panel/control.js";
import { descend } from "../../lib/race/descent.js";
import { find, h, perFrame } from "../../lib/dom.js";
import { exportMenu } from "../../lib/panel/export.js";
import { setupControls } from "../../lib/race/setup.js";
import { startHandle } from "../../lib/map/handle.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { reliefMap } from "../../lib/map/relief-map.js";
import { numbersTable, raceRows } from "../../lib/race/numbers.js";
import { panelTools } from "../../lib/panel/tools.js";
import { player } from "../../lib/panel/player.js";
import { ruleChoice, ruleRows } from "../../lib/race/rows.js";
import { ruleEditor } from "./editor.js";
import { pythonFile } from "./python.js";
import { LIMIT, ruleRunner } from "./runner.js";
import { read, reading, ruleWords, stillMeant } from "./settings.js";
import { ruleSliders } from "./sliders.js";
import { ruleTrace } from "./trace.js";
import { rangeOf } from "../../lib/settings/judge.js";
import { atRest, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/own-rule.js";
import { copyButton, liveLine, noticeBoard, panelLink } from "../../lib/panel/speech.js";
import { trails } from "../../lib/map/trail.js";
import { spoken } from "../../lib/race/verdict.js";
import { warnings } from "../../lib/race/warnings.js";

const TOO_LONG = `Your rule was stopped: it took longer than ${LIMIT / 1000} seconds. Change it, and it runs again.`;

/** What the controls do to the model. */
function actions(model, settingsOf) {
  const change = (values) => write(model, values);
  const current = () => settingsOf(model).values;
  return {
    text(text) {
      const next = read(text);
      change({ text, own: next.mistake ? current().own : stillMeant(current().own, next.rule) });
    },
    own: (key, value) => change({ own: { ...current().own, [key]: value } }),
    surface: (surface) => change({ surface, shape: {}, start: null }),
    shape: (key, value) => change({ shape: { ...current().shape, [key]: value } }),
    steps: (steps) => change({ steps, step: null }),
    start: (start) => change({ start }),
    toggle(name, shown) {
      const { rules } = current();
      change({ rules: shown ? [...rules, name] : rules.filter((other) => other !== name) });
    },
    hyper(name, key, value) {
      const { hyper } = current();
      change({ hyper: { ...hyper, [name]: { ...hyper[name], [key]: value } } });
    },
    /** The common rate replaces every rate that was set by hand. */
    rate(rate) {
      const { hyper, own } = current();
      const others = Object.entries(hyper).map(([name, { lr: _, ...rest }]) => [name, rest]);
      const { lr: _, ...rest } = own;
      change({ rate, hyper: Object.fromEntries(others.filter(([, rest]) => Object.keys(rest).length)), own: rest });
    },
    reset: () => change({ ...atRest(schema), notices: [] }),
  };
}

/** The path of the learner's rule: the latest that is known, where it can stand for the one that is being worked out. */
function ownPath(runner) {
  let known = null;
  return ({ own, surface, shape, start, steps, step }, apart) => {
    if (!own) return { run: null, stopped: false };
    const job = { text: own.text, h: own.h, surface: surface.name, shape, start, steps, step: apart ? step : null };
    const answer = runner.answer(job);
    if (answer) known = { ...answer, job };
    if (known?.stopped) return { run: null, stopped: Boolean(answer?.stopped) };
    // For a frame or two while a hand drags; a race of another length or ground would be another picture.
    const fits = known && known.job.steps === steps && known.job.surface === surface.name;
    return { run: fits ? known.run : null, parts: known?.job.step === step ? known.parts : undefined, stopped: false };
  };
}

function render({ model, el }) {
  const settingsOf = reading();
  const act = actions(model, settingsOf);
  const seek = (step) => model.set("step", step === settingsOf(model).steps ? null : step);
  const keep = () => model.save_changes();
  const frame = perFrame(() => draw());
  const runner = ruleRunner(frame.request);
  const path = ownPath(runner);

  const editor = ruleEditor(act.text);
  const sliders = ruleSliders(act.own);
  const handle = startHandle(act.start);
  const map = reliefMap({ label: "Relief map of the surface, with the trail of each rule. The numbers are in the table below.", onPick: handle.move });
  map.el.append(handle.el);
  const drawTrails = trails(map.trails);
  const play = player({ onStep: seek, onRest: keep });
  const chart = lossChart((step) => (play.stop(), seek(step), keep()));
  const setup = setupControls({ onSurface: act.surface, onShape: act.shape, onSteps: act.steps });
  const rate = numberControl({ label: "learning rate", name: "learning rate of every rule", range: rangeOf(schema.rate), onInput: act.rate });
  const choice = ruleChoice(act.toggle);
  const rows = ruleRows(act.hyper);
  const warned = warnings();
  const trace = ruleTrace(frame.request);
  const numbers = numbersTable();
  const live = liveLine();
  const notices = noticeBoard(model);
  let now = null; // the settings and the runs that are drawn
  const own = () => now[0].own;
  const python = copyButton("Copy as Python", () => (own() ? pythonFile(own().draft, own().h) : ""));
  const save = exportMenu({
    name: "own-rule",
    picture: [["The ground", map.el], ["The losses", chart.el]],
    table: () => raceRows(now[0], now[1]),
    legend: () => now[0].entries.map(({ rule, style }) => ({ label: rule.label, style })),
    link: panelLink({ model, el }),
  });

  el.classList.add("tw-panel", "tw-own");
  el.append(
    notices.el,
    h(
      "div",
      { class: "tw-stage tw-own-stage" },
      h("div", { class: "tw-write" }, editor.start, editor.el, sliders.el, h("div", { class: "tw-tools" }, python)),
      h("div", { class: "tw-main" }, map.el, play.el),
      h("div", { class: "tw-losses" }, chart.el),
      h("div", { class: "tw-standings" }, rows.el),
      h("div", { class: "tw-bench" }, rate.el, setup.surface, setup.shape, setup.steps),
      h("div", { class: "tw-choices" }, choice.el),
    ),
    warned.el,
    trace.el,
    h("div", { class: "tw-foot" }, numbers.el, panelTools({ model, el, save }, { "Start over": act.reset })),
    live.el,
  );

  function draw() {
    const asked = settingsOf(model);
    mend(model, asked);
    const { run, parts, stopped } = path(asked, trace.open);
    const entries = run ? [asked.own, ...asked.entries] : asked.entries;
    const settings = { ...asked, entries };
    const runs = Object.fromEntries(asked.entries.map(({ name, rule, h: hyper }) => [name, descend(rule, hyper, asked)]));
    if (run) runs[asked.own.name] = run;
    now = [settings, runs];
    notices.draw(settings);
    editor.draw({ ...settings, words: ruleWords(asked, stopped, TOO_LONG) });
    if (asked.own) sliders.draw(asked.own.rule.hyper, asked.own.h, settings.rate);
    rate.set(settings.rate);
    setup.draw(settings);
    choice.draw(settings);
    const place = map.draw(settings);
    handle.draw(settings, place, map.gutter);
    drawTrails(entries, runs, settings.step, place);
    play.draw(settings);
    for (const part of [chart, warned, numbers]) part.draw(settings, runs);
    rows.draw({ ...settings, entries: entries.map(withoutSliders) }, runs);
    trace.el.hidden = !asked.own;
    find("button", HTMLButtonElement, python).disabled = Boolean(asked.mistake);
    if (asked.own && parts !== undefined) trace.draw(asked.own.text, Math.min(settings.step, run?.last ?? 0), parts);
    live.say(asked.mistake ? "" : spoken(settings, runs));
  }
  return keepDrawn({ model, el, draw, frame, maps: [map], sized: [chart.el], parts: [play, live, editor, runner] });
}

/** In the standings the learner's rule has no sliders: they stand under its text. */
const withoutSliders = (entry) => (entry.draft ? { ...entry, rule: { ...entry.rule, hyper: {} } } : entry);

export default { state: atRest(schema), render };
