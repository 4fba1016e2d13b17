/** The hike: the learner is the optimizer. Blindfolded it knows only the slope underfoot, step after step. */

import { lossChart } from "../../lib/race/loss-chart.js";
import { controls } from "./controls.js";
import { h, say } from "../../lib/dom.js";
import { result } from "./result.js";
import { exportMenu, rowsOf } from "../../lib/panel/export.js";
import { foldTable } from "../../lib/panel/fold-table.js";
import { anotherHill } from "./hill.js";
import { hikeMap } from "./map.js";
import { aimed, lengths, settingsOf } from "./settings.js";
import { aimText, feltText, wind } from "./words.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { figures } from "../../lib/number.js";
import { panelTools } from "../../lib/panel/tools.js";
import { player } from "../../lib/panel/player.js";
import { walkers } from "./rivals.js";
import { atRest, mend, write } from "../../lib/settings/settings.js";
import { nearest } from "../../lib/settings/range.js";
import schema from "../../settings/hike.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";
import { spoken } from "../../lib/race/verdict.js";

const HINT = "Set the flag, then press it (or Enter) to walk there. The arrow points straight down; every tenfold slope makes it " +
  "longer by as much. You count your paces, so you know your trail; of the ground, only what you stood on.";

const half = (turn) => (turn > schema.turn.high ? turn - 360 : turn < schema.turn.low ? turn + 360 : turn);

/** What the controls do to the model. No step can be taken back: a gradient spent is spent. */
function actions(model) {
  const change = (values) => write(model, values);
  const now = () => settingsOf(model);
  const again = { path: [], turn: 0, length: null, lifted: 0, step: null, notices: [] };
  return {
    aim: change,
    place: (place) => change(aimed(now(), place)),
    nudge(turn, factor) {
      const { hill, turn: before, length } = now();
      change({ turn: half(before + turn), length: Number(nearest(length * factor, lengths(hill)).toPrecision(3)) });
    },
    step() {
      const { path, left, lifted, next } = now();
      if (left && !lifted) change({ path: [...path, ...next.to], turn: 0 });
    },
    steps: (steps) => change({ steps: Math.max(steps, now().taken) }),
    lift: () => change({ lifted: 1, step: 0, notices: [] }),
    terms: (equal) => change({ equal }),
    again: () => change(again),
    another: () => change({ ...again, seed: anotherHill(now().seed) }),
  };
}

/** The stops of the walk; while the blindfold is on a place is known only from the start. */
function stopRows({ stops, felt, hill, lifted }) {
  return felt.map(({ f, slope, heading, level }, k) => {
    const place = stops[k].map((value, i) => figures(lifted ? value : Number((value - hill.start[i]).toFixed(4))));
    return [String(k), ...place, figures(f), figures(slope), level ? "level" : `${Math.round(heading)}\u00b0 ${wind(heading)}`];
  });
}

const standingRows = (step, { entries, runs }) =>
  entries.map(({ name, rule, h: hyper }) => {
    const run = runs[name];
    const k = Math.min(step, run.last);
    return [rule.label, "lr" in hyper ? figures(hyper.lr) : "\u2014", ...["x", "y", "f"].map((column) => figures(run[column][k]))];
  });

/** Where every walker stood, step by step. */
const partyRows = ({ entries, runs }) =>
  rowsOf({
    step: [...runs["you"].x.keys()],
    ...Object.fromEntries(entries.flatMap(({ name, rule }) => ["x", "y", "f"].map((column) => [`${rule.label}: ${column}`, [...runs[name][column]]]))),
  });

function render({ model, el }) {
  const act = actions(model);
  const seek = (step) => model.set("step", step);
  const keep = () => model.save_changes();
  const map = hikeMap({
    label: "The hill, out of sight until the blindfold is lifted. What is known of it stands in the tables below.",
    onAim: act.place,
    onNudge: act.nudge,
    onStep: act.step,
  });
  const play = player({ onStep: seek, onRest: keep });
  const chart = lossChart((step) => (play.stop(), seek(step), keep()));
  const end = result(act.terms);
  const hand = controls({
    onAim: act.aim,
    onStep: act.step,
    onSteps: act.steps,
    onLift: () => {
      act.lift();
      play.start();
      draw();
      end.verdict.focus({ preventScroll: true });
    },
  });
  const title = h("p", { class: "tw-hill" });
  const stops = foldTable("Your stops", ["Step", "east", "north", "f", "slope", "down"]);
  const standings = foldTable("The numbers", ["Walker", "lr", "x", "y", "f"]);
  const [live, notices] = [liveLine(), noticeBoard(model)];
  const fresh = (start) => () => (play.stop(), start());
  const save = exportMenu({
    name: "hike",
    picture: [["The hill", map.el], ["The heights", chart.el]],
    table: () => partyRows(walkers(settingsOf(model))),
    legend: () => walkers(settingsOf(model)).entries.map(({ rule, style }) => ({ label: rule.label, style })),
  });
  const tools = panelTools({ model, el, save }, { "Start again": fresh(act.again), "Another hill": fresh(act.another) });
  const hint = h("p", { class: "tw-hint" }, HINT);

  el.classList.add("tw-panel", "tw-hike");
  el.append(
    notices.el,
    h(
      "div",
      { class: "tw-hike-stage" },
      h("div", { class: "tw-hike-main" }, title, map.el, play.el, hint),
      h("div", { class: "tw-hike-side" }, hand.el, end.el),
      chart.el,
    ),
    h("div", { class: "tw-foot" }, h("div", { class: "tw-fold" }, stops.el, standings.el), tools),
    live.el,
  );

  const focus = () => el.getRootNode().activeElement ?? null;
  function draw() {
    const now = settingsOf(model);
    mend(model, now);
    const party = walkers(now);
    const walk = { ...now, steps: now.taken, entries: party.entries };
    // The fog comes back at once, and only lifts slowly: the next hill must not be seen.
    el.classList.toggle("tw-lifted", now.lifted);
    for (const part of [hand.el, hint]) part.hidden = now.lifted;
    // Among them the saving: a picture saved before would hold the ground.
    for (const part of [end.el, play.el, chart.el, standings.el, save.el]) part.hidden = !now.lifted;
    // The keyboard is not left behind on what goes away with the last step.
    const bereft = !now.left && !now.lifted && el.contains(focus()) && focus().matches(".tw-flag, .tw-take");
    notices.draw(now);
    say(title, `Hill ${now.seed}`);
    hand.draw(now);
    map.draw(now, party, aimText(now));
    play.draw(walk);
    if (bereft) hand.lift.focus({ preventScroll: true });
    stops.draw(now.lifted ? "Where you stood, on the map" : "Where you stood, counted from the start", () => stopRows(now));
    if (now.lifted) {
      end.draw(now, party);
      chart.draw(walk, party.runs);
      standings.draw(`After step ${now.step} of ${now.taken}, to six significant figures`, () => standingRows(now.step, party));
    }
    live.say(now.lifted ? spoken(walk, party.runs) : feltText(now));
  }
  return keepDrawn({ model, el, draw, maps: [map], sized: [chart.el], parts: [play, live] });
}

export default { state: atRest(schema), render };
