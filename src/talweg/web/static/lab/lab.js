/** The lab: ask for a comparison, watch it run, read the verdict, hand it on. */

import { ApiError, get, post, send } from "../lib/page/api.js";
import { find, perFrame, say, told } from "../lib/dom.js";
import { besideList } from "./beside.js";
import { experimentChart } from "./chart.js";
import { classesField } from "./classes.js";
import { earlier, remember } from "./earlier.js";
import { progressWords, titleOf, untold } from "./experiment.js";
import { addressOf, follow } from "./follow.js";
import { askingForm, linked, linkOf } from "./form.js";
import { capital, othersParts, verdictParts } from "./verdict.js";

const host = find("[data-lab]", HTMLElement);
const part = (name) => find(`[data-${name}]`, HTMLElement, host);
const form = find("[data-ask]", HTMLFormElement, host);
const known = JSON.parse(told(host, "lab"));
const asking = askingForm(form, known, (file) => send("lab/tables", file));
const [run, bar, state] = [part("run"), find("[data-bar]", HTMLProgressElement, host), part("state")];
const stop = find("[data-stop]", HTMLButtonElement, host);
const chart = experimentChart();
const classes = classesField(host);
part("chart").append(chart.el);

let [name, experiment, close] = ["", untold(), () => {}];
/** What was asked for, and whether this visitor did. */
let asked = { rules: [], mine: false };

const beside = besideList(part("list"), part("beside-note"), () => {
  const link = linkOfAll(new URLSearchParams(location.search));
  if (name && String(link) !== location.search.slice(1)) history.replaceState(null, "", `?${link}`);
  redraw();
});

/** The same link, with all that is laid beside. */
function linkOfAll(link) {
  link.delete("with");
  for (const id of beside.ids()) link.append("with", id);
  return link;
}

const { request: redraw } = perFrame(() => {
  const { began, stage, end } = experiment;
  part("before").hidden = !beside.draw(name, experiment, earlier());
  if (!name) return;
  say(state, progressWords(experiment, Date.now()));
  bar.hidden = Boolean(end);
  stop.hidden = Boolean(end) || !asked.mine;
  bar.value = stage.runs ? stage.done / stage.runs : 0;
  part("guest").hidden = Boolean(end) || asked.mine || !asked.rules.length;
  if (!began) return;
  const others = beside.others();
  say(part("title"), titleOf(experiment));
  say(part("measured"), `${capital(began.measured)}; lower is better.${began.target === null ? "" : ` Solved at ${began.target.toPrecision(3)}.`}`);
  chart.draw(experiment, others);
  const rules = [...new Set([...asked.rules, ...others.flatMap((other) => other.rules)])];
  const together = others.length && rules.length <= known.most.rules ? `?${linkOf({ .../** @type {any} */ (asked), rules })}` : "";
  const losses = others.some((other) => other.experiment.began.digest !== began.digest);
  drawOthers(JSON.stringify([together, others.map(({ letter, title, experiment: { end } }) => [letter, title, end?.status])]), others, together, losses);
});
let othersDrawn = "";
/** Only what has changed is drawn anew: somebody may be reading it by keyboard. */
function drawOthers(key, others, together, losses) {
  if (key !== othersDrawn) part("others").replaceChildren(...othersParts(others, together, losses));
  othersDrawn = key;
}

function drawEnd() {
  const { end, began } = experiment;
  const done = end?.status === "done";
  part("away").hidden = !done;
  for (const [where, what] of [["report", "report"], ["rows", "runs"]]) find(`[data-${where}]`, HTMLAnchorElement, host).href = String(addressOf(name, what));
  part("verdict").replaceChildren(...(end ? verdictParts(end) : []));
  if (done && began) remember({ name, title: titleOf(experiment), said: end.verdicts?.[0]?.said ?? "" });
  redraw();
}

/** @param {string} id */
function watch(id) {
  close();
  [name, experiment, asked] = [id, untold(), { rules: [], mine: false }];
  run.hidden = false;
  part("away").hidden = true;
  part("verdict").replaceChildren();
  drawOthers("none", [], "", false);
  say(part("title"), "A comparison");
  redraw();
  close = follow(id, (news) => {
    experiment = news;
    redraw();
    if (news.end) requestAnimationFrame(drawEnd);
  }, async (gone) => {
    if (!gone) return say(state, "The connection is away; it will go on by itself.");
    try {
      await get(`lab/experiments/${encodeURIComponent(id)}`);
    } catch (error) {
      say(state, error.message);
      bar.hidden = stop.hidden = true;
    }
  });
  return get(`lab/experiments/${encodeURIComponent(id)}`).then((found) => {
    if (id !== name) return {};
    asked = found;
    classes.show(id, found.classes);
    redraw();
    return found;
  }, () => ({}));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [wanted, button] = [asking.wanted(), find("button.begin", HTMLButtonElement, form)];
  if (typeof wanted === "string") return asking.trouble(wanted);
  asking.trouble("");
  button.disabled = true;
  try {
    const { id } = await post("lab/experiments", wanted);
    const link = linkOf(wanted);
    link.set("experiment", id);
    history.pushState(null, "", `?${linkOfAll(link)}`);
    watch(id);
    run.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    asking.trouble(error.message);
  }
  button.disabled = false;
});
stop.addEventListener("click", async () => {
  stop.disabled = true;
  await post(`lab/experiments/${name}/stop`).catch((error) => say(state, error.message));
  stop.disabled = false;
});
part("link").addEventListener("click", async () => {
  const link = new URL(`?${linkOfAll(new URLSearchParams({ experiment: name }))}`, location.href);
  await navigator.clipboard.writeText(String(link)).then(
    () => say(part("copied"), "Copied: whoever opens it here sees this comparison."),
    () => say(part("copied"), String(link)),
  );
});

async function read() {
  const link = new URLSearchParams(location.search);
  const id = link.get("experiment");
  asking.show(linked(link));
  beside.clear();
  if (!id) return redraw();
  const found = watch(id);
  for (const other of link.getAll("with")) if (other !== id) beside.tick(other);
  if (!link.has("rule")) asking.show(await found);
}
addEventListener("popstate", () => {
  close();
  [name, run.hidden] = ["", true];
  read();
});
form.hidden = false;
read();
