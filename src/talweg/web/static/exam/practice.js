/** Practice: what is chosen stands in the link, so that a link can ask for it. */

import { get } from "../lib/page/api.js";
import { find, h, say, told } from "../lib/dom.js";
import { trainer } from "./trainer.js";

const host = find("[data-practice]", HTMLElement);
const form = find("[data-choice]", HTMLFormElement);
const count = find("[data-count]", HTMLElement);
const misconception = find("[name=misconception]", HTMLSelectElement, form);
/**
 * Of every question: its section, its level, and the misconceptions that it meets.
 * @type {[string, number, string[]][]}
 */
const shelf = JSON.parse(told(form, "shelf"));

const chosen = () => new URLSearchParams([...new FormData(form)].flatMap(([name, value]) => (typeof value === "string" && value ? [[name, value]] : [])));

function fitting() {
  const choice = chosen();
  const [sections, levels, idea] = [choice.getAll("section"), choice.getAll("level"), choice.get("misconception")];
  return shelf.filter(([section, level, ideas]) =>
    (!sections.length || sections.includes(section)) && (!levels.length || levels.includes(String(level))) && (!idea || ideas.includes(idea))
  ).length;
}

/** The form as the link has it; what it does not know is left out. */
function read() {
  const link = new URLSearchParams(location.search);
  for (const input of form.querySelectorAll("input")) input.checked = link.getAll(input.name).includes(input.value);
  const idea = link.get("misconception") ?? "";
  misconception.value = [...misconception.options].some(({ value }) => value === idea) ? idea : "";
  return link.get("question");
}

let wanted = read();
const { ask } = trainer(host, {
  mode: "practice",
  skip: true,
  next() {
    if (!fitting()) return null;
    const [name, choice] = [wanted, chosen()];
    wanted = null;
    return get(name ? `questions/${encodeURIComponent(name)}` : `practice?${choice}`);
  },
  end: () => [h("p", {}, "No question fits all of that. Choose more sections or levels, or leave the misconception open.")],
});
const draw = () => {
  const fit = fitting();
  say(count, `${fit} ${fit === 1 ? "question fits" : "questions fit"}.`);
};
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => {
  const text = String(chosen());
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
  draw();
  ask();
});
addEventListener("popstate", () => {
  wanted = read();
  draw();
  ask();
});
draw();
ask();
