/** The rules' own source, as it runs, with one step's numbers filled in. */

import { optimizers } from "../../formulas.js";
import { dissect } from "../../lib/race/descent.js";
import { attrs, h, say } from "../../lib/dom.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { ruleStyle, swatch } from "../../lib/chart/style.js";
import { exact, figures } from "../../lib/number.js";
import { walk } from "../../lib/race/rehearsal.js";
import { onFound } from "../../lib/race/search.js";
import { raceOf } from "../../lib/race/settings.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/code.js";
import { copyButton, noticeBoard } from "../../lib/panel/speech.js";

const NAMES = Object.keys(optimizers);
const five = (value) => figures(value, 5);

/** Tabs by the pattern of the ARIA guide: one stop for Tab, arrows between. */
function tabList(panelId, onOpen) {
  const el = h("div", { class: "tw-tabs", role: "tablist", "aria-label": "Rules" });
  let names = [];
  let open = null;
  const draw = (nextNames, nextOpen) => {
    if (names.join() !== nextNames.join()) {
      names = nextNames;
      el.replaceChildren(...names.map((name) =>
        h(
          "button",
          {
            type: "button",
            role: "tab",
            id: `${panelId}-${name}`,
            "aria-controls": panelId,
            on: { click: () => onOpen(name) },
          },
          swatch(ruleStyle(name)),
          h("span", {}, optimizers[name].label),
        )
      ));
    }
    open = nextOpen;
    names.forEach((name, i) => attrs(el.children[i], { "aria-selected": String(name === open), tabindex: name === open ? 0 : -1 }));
  };
  el.addEventListener("keydown", (event) => {
    const here = names.indexOf(open);
    const next = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: names.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = (next + names.length) % names.length;
    onOpen(names[index]);
    const tab = el.children[index];
    if (tab instanceof HTMLElement) tab.focus();
  });
  return { el, draw };
}

/** The source as a table: a line, and beside it what it gave for x and for y. */
function sourceTable() {
  const body = h("tbody");
  const heads = ["x", "y"].map((name) => h("th", { scope: "col" }, "for ", h("i", {}, name)));
  const el = h(
    "table",
    { class: "tw-code" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "tw-unseen" }, "Line of source")), ...heads)),
    body,
  );
  let present = null;
  const build = (rule) =>
    rule.source.lines.map((line) => {
      const code = h("code");
      code.innerHTML = line || " "; // highlighted by the library, never from the link
      return h("tr", {}, h("td", { class: "tw-source" }, code), h("td", { class: "tw-filled" }), h("td", { class: "tw-filled" }));
    });
  return {
    el,
    draw(rule, lines) {
      if (present !== rule) body.replaceChildren(...build(rule));
      present = rule;
      [...body.children].forEach((row, index) => {
        const given = lines.map((trace) => trace.filter(([line]) => line === index).map(([, name, value]) => `${name} = ${five(value)}`).join("\n"));
        row.classList.toggle("tw-filled-line", given.some(Boolean));
        given.forEach((text, i) => say(row.children[i + 1], text));
      });
    },
  };
}

/** What the numbers are, in one sentence. */
function sentence({ rule, h: hyper }, step, run, parts) {
  if (step === 0) {
    const wait = run.began ? ` ${rule.label} rehearses its rate; its walk begins at gradient ${run.began}.` : "";
    return `Step 0 is the start: nothing has been computed yet.${wait} Move on by one step to see the first numbers.`;
  }
  const values = Object.entries(hyper).map(([key, value]) => `${key} = ${exact(value)}`).join(", ");
  const [from, gradient] = [parts.from, parts.gradient].map((pair) => `(${pair.map(five).join(", ")})`);
  const gone = run.diverged !== null && step + run.began === run.diverged ? ` This is the step at which ${rule.label} left.` : "";
  return `Step ${step}, so t = ${step}: from w = ${from}, where the gradient is g = ${gradient}, with ${values}.${gone}`;
}

function render({ model, el }) {
  const id = `tw-${Math.random().toString(36).slice(2)}`;
  const tabs = tabList(id, (tab) => write(model, { tab }));
  const table = sourceTable();
  const notices = noticeBoard(model);
  const shares = Boolean(el.dataset.model); // then the panel that owns the model speaks about the link
  const words = h("p", { class: "tw-words" });
  const formula = h("div", { class: "tw-formula" });
  const count = h("span", { class: "tw-count", "aria-hidden": "true" });
  const slider = h("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "Step",
    on: { input: () => write(model, { step: slider.valueAsNumber === Number(slider.max) ? null : slider.valueAsNumber }) },
  });
  let shown = null;
  const panel = h("div", { class: "tw-tabpanel", role: "tabpanel", id, tabindex: 0 }, formula, words, table.el);
  el.classList.add("tw-panel", "tw-codeview");
  el.append(
    notices.el,
    tabs.el,
    panel,
    h(
      "div",
      { class: "tw-foot" },
      h("div", { class: "tw-player" }, slider, count),
      h("div", { class: "tw-tools" }, copyButton("Copy source", () => shown.source.text)),
    ),
  );

  const draw = () => {
    const judgement = judged(schema, model);
    const { values } = judgement;
    const settings = raceOf(values);
    if (!shares) {
      mend(model, judgement);
      notices.draw(judgement);
    }
    const names = settings.entries.length ? settings.entries.map((entry) => entry.name) : NAMES;
    const tab = names.includes(values.tab) ? values.tab : names[0];
    const entry = settings.entries.find(({ name }) => name === tab) ?? raceOf({ ...values, rules: [tab] }).entries[0];
    const run = walk(entry, settings);
    const step = Math.max(0, Math.min(settings.step, run.last) - (run.began ?? 0)); // while a rule rehearses, its walk has not begun
    const parts = step > 0 ? dissect(entry.rule, entry.h, settings, step) : { lines: [[], []] };
    if (shown !== entry.rule) formula.innerHTML = entry.rule.math; // generated by the library, never from the link
    shown = entry.rule;
    tabs.draw(names, tab);
    attrs(panel, { "aria-labelledby": `${id}-${tab}` });
    say(words, sentence(entry, step, run, parts));
    table.draw(entry.rule, parts.lines);
    const place = `${settings.unit} ${settings.step} of ${settings.steps}`;
    attrs(slider, { max: settings.steps, "aria-valuetext": place });
    slider.value = settings.step;
    say(count, place);
  };
  return keepDrawn({ model, el, draw, news: [onFound] });
}

export default { state: atRest(schema), render };
