/** The lab: ask for a comparison, watch it run, read the verdict, hand it on. */

import { ApiError, get, post, send } from "../lib/page/api.js";
import { find, h, perFrame, say, told } from "../lib/dom.js";
import { siteAddress } from "../lib/page/pages.js";
import { experimentChart } from "./chart.js";
import { earlier, remember } from "./earlier.js";
import { after, progressWords, untold } from "./experiment.js";
import { askingForm, linked, linkOf } from "./form.js";

const host = find("[data-lab]", HTMLElement);
const part = (name) => find(`[data-${name}]`, HTMLElement, host);
const form = find("[data-ask]", HTMLFormElement, host);
const asking = askingForm(form, JSON.parse(told(host, "lab")), (file) => send("lab/tables", file));
const [run, bar, state] = [part("run"), find("[data-bar]", HTMLProgressElement, host), part("state")];
const stop = find("[data-stop]", HTMLButtonElement, host);
const chart = experimentChart();
part("chart").append(chart.el);

let experiment = untold();
let [name, source] = ["", /** @type {EventSource | null} */ (null)];
const address = (what) => siteAddress(`api/lab/experiments/${name}/${what}`);

const { request: redraw } = perFrame(() => {
  const { began, stage, end } = experiment;
  say(state, progressWords(experiment, Date.now()));
  bar.hidden = stop.hidden = Boolean(end);
  bar.value = stage.runs ? stage.done / stage.runs : 0;
  if (began) {
    say(part("title"), `${began.rules.map((each) => each.name).join(", ")} on ${began.problem}`);
    say(part("measured"), `${capital(began.measured)}; lower is better.${began.target === null ? "" : ` Solved at ${began.target.toPrecision(3)}.`}`);
    chart.draw(experiment);
  }
});
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function drawEnd() {
  const { end, began } = experiment;
  const done = end?.status === "done";
  part("away").hidden = !done;
  for (const [where, what] of [["report", "report"], ["rows", "runs"]]) find(`[data-${where}]`, HTMLAnchorElement, host).href = String(address(what));
  const [head, ...rows] = end?.table ?? [];
  part("verdict").replaceChildren(
    ...(done ? end.verdicts ?? [] : []).map(({ said, winner }) => h("p", { class: winner ? "lab-won" : "lab-even" }, capital(`${said}.`))),
    ...(head
      ? [h(
        "div",
        { class: "tw-scroll", tabindex: 0, role: "group", "aria-label": "The comparison" },
        h(
          "table",
          { class: "lab-table" },
          h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell)))),
          h("tbody", {}, ...rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", {}, cell))))),
        ),
      )]
      : []),
    ...(end?.warnings ?? []).map((words) => h("p", { class: "lab-note" }, `Note: ${words}.`)),
    ...(end?.again ? [h("p", { class: "lab-note" }, "The same again: ", h("code", {}, end.again))] : []),
  );
  if (done && began) remember({ name, title: part("title").textContent ?? "", said: end.verdicts?.[0]?.said ?? "" });
  showEarlier();
}

/** @param {string} id */
function watch(id) {
  source?.close();
  [name, experiment] = [id, untold()];
  run.hidden = false;
  part("away").hidden = true;
  part("verdict").replaceChildren();
  say(part("title"), "A comparison");
  redraw();
  const stream = new EventSource(address("events"));
  source = stream;
  stream.addEventListener("message", ({ data }) => {
    experiment = after(experiment, JSON.parse(data), Date.now());
    redraw();
    if (!experiment.end) return;
    stream.close();
    requestAnimationFrame(drawEnd);
  });
  stream.addEventListener("error", async () => {
    if (stream.readyState !== EventSource.CLOSED) return say(state, "The connection is away; it will go on by itself.");
    try {
      await get(`lab/experiments/${id}`);
    } catch (error) {
      say(state, error.message);
      bar.hidden = stop.hidden = true;
    }
  });
}

function showEarlier() {
  const known = earlier();
  part("before").hidden = !known.length;
  part("list").replaceChildren(
    ...known.map((each) => h("li", {}, h("a", { href: `?experiment=${encodeURIComponent(each.name)}` }, each.title), " ", h("small", {}, each.said))),
  );
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
    history.pushState(null, "", `?${link}`);
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
  const link = new URL(`?experiment=${name}`, location.href);
  await navigator.clipboard.writeText(String(link)).then(
    () => say(part("copied"), "Copied: whoever opens it here sees this comparison."),
    () => say(part("copied"), String(link)),
  );
});

async function read() {
  const link = new URLSearchParams(location.search);
  const id = link.get("experiment");
  asking.show(linked(link));
  if (!id) return;
  watch(id);
  if (!link.has("rule")) asking.show(await get(`lab/experiments/${encodeURIComponent(id)}`).catch(() => ({})));
}
addEventListener("popstate", () => {
  source?.close();
  run.hidden = true;
  read();
});
form.hidden = false;
showEarlier();
read();
