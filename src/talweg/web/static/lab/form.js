/** What is to be compared: the form, and the same in the link. */

import { ApiError } from "../lib/page/api.js";
import { find, h, say } from "../lib/dom.js";
import { startField } from "./start.js";

/** Bytes of a table, as the server has it. */
const LARGEST = 1_000_000;

/**
 * @import { Ground } from "./start.js"
 * @typedef {{ name: string, label: string, summary: string, steps: number, loss: boolean, ground: Ground | null }} Problem
 * @typedef {{ problems: Problem[], most: { rules: number, seeds: number, steps: number, first: number } }} Known
 * @typedef {object} Wanted what the server is asked for
 * @property {string} [problem]
 * @property {string} [table]
 * @property {string} [target]
 * @property {string} [loss]
 * @property {string[]} rules
 * @property {number} budget
 * @property {number} seeds
 * @property {number} [first] seed
 * @property {number} [steps]
 * @property {number[]} [start] x and y, on a surface
 */

/**
 * @param {HTMLFormElement} form
 * @param {Known} known
 * @param {(file: File) => Promise<{ id: string, rows: number, columns: string[] }>} hand a table over
 */
export function askingForm(form, known, hand) {
  const field = /** @type {(name: string) => HTMLInputElement & HTMLSelectElement} */ ((name) => /** @type {any} */ (form.elements.namedItem(name)));
  const boxes = [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=rule]"))];
  const summary = find("[data-summary]", HTMLElement, form);
  const trouble = find("[data-trouble]", HTMLElement, form);
  const start = startField(form);
  let table = null;

  const chosen = () => {
    const plan = field("schedule").value && `@${field("schedule").value}`;
    return boxes.filter(({ checked }) => checked).map(({ value }) => value + plan);
  };
  const rules = () => [...chosen(), ...field("more").value.split(/\s+/).filter(Boolean)];

  function draw() {
    const own = !field("problem").value;
    for (const each of form.querySelectorAll("[data-own]")) each.toggleAttribute("hidden", !own);
    const problem = known.problems.find(({ name }) => name === field("problem").value);
    find("[data-loss]", HTMLElement, form).hidden = Boolean(problem && !problem.loss);
    start.show(problem?.ground ?? null);
    const size = table ? `${table.rows} rows, ${table.columns.length} columns.` : "Its rows never leave this server.";
    say(summary, problem ? `${problem.summary} ${problem.steps} steps, unless you say otherwise.` : size);
    const full = rules().length >= known.most.rules;
    for (const box of boxes) box.disabled = full && !box.checked;
  }

  field("file").addEventListener("change", async () => {
    const [file] = field("file").files ?? [];
    table = null;
    say(trouble, "");
    if (file && file.size > LARGEST) say(trouble, `${file.name} has ${file.size.toLocaleString("en")} bytes; ${LARGEST.toLocaleString("en")} are taken.`);
    else if (file) {
      try {
        table = await hand(file);
        field("target").replaceChildren(...table.columns.map((name) => h("option", {}, name)));
        field("target").value = table.columns[table.columns.length - 1];
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        say(trouble, error.message);
      }
    }
    draw();
  });
  form.addEventListener("input", draw);

  return {
    /** @param {string} words what is wrong, or nothing */
    trouble: (words) => say(trouble, words),
    /** @returns {Wanted | string} what is asked for, or what is missing for that */
    wanted() {
      const problem = field("problem").value;
      if (!rules().length) return "Choose a rule or more.";
      if (rules().length > known.most.rules) return `Choose ${known.most.rules} rules at most.`;
      if (!problem && !table) return "Choose a table, or another problem.";
      const loss = find("[data-loss]", HTMLElement, form).hidden ? "" : field("loss").value;
      return {
        ...(problem ? { problem } : { table: table.id, target: field("target").value }),
        ...(loss ? { loss } : {}),
        rules: rules(),
        budget: Number(field("budget").value),
        seeds: Number(field("seeds").value),
        ...(Number(field("first").value) ? { first: Number(field("first").value) } : {}),
        ...(start.value() ? { start: start.value() ?? [] } : {}),
        ...(field("steps").value ? { steps: Number(field("steps").value) } : {}),
      };
    },
    /**
     * Fill the form; what it does not know is left out.
     * @param {Partial<Wanted>} wanted
     */
    show(wanted) {
      const names = boxes.map(({ value }) => value);
      const { problem = "" } = wanted;
      if (known.problems.some(({ name }) => name === problem)) field("problem").value = problem;
      const [plan, ticked, others] = sorted(wanted.rules ?? [], names, [...field("schedule").options].map(({ value }) => value));
      field("schedule").value = plan;
      for (const box of boxes) box.checked = ticked.includes(box.value);
      field("more").value = others.join(" ");
      for (const name of ["loss", "budget", "seeds", "first", "steps"]) {
        const value = String(wanted[name] ?? "");
        const options = [...(field(name).options ?? [])].map((option) => option.value);
        if (value && (!options.length || options.includes(value))) field(name).value = value;
      }
      draw();
      start.set(wanted.start);
    },
  };
}

/**
 * What the link asks for.
 * @param {URLSearchParams} link
 * @returns {Partial<Wanted>}
 */
export const linked = (link) => ({
  problem: link.get("problem") ?? "digits",
  rules: link.has("rule") ? link.getAll("rule").map((rule) => rule.slice(0, 200)).slice(0, 20) : ["sgd", "momentum", "adam"],
  loss: link.get("loss") ?? undefined,
  start: pairOf(link.get("start") ?? ""),
  ...Object.fromEntries(
    ["budget", "seeds", "first", "steps"].filter((name) => /^\d{1,5}$/.test(link.get(name) ?? "")).map((name) => [name, Number(link.get(name))]),
  ),
});

/**
 * The schedule that is chosen for all rules that are ticked, these rules, and what is written in words instead.
 * @param {string[]} rules
 * @param {string[]} names of rules that can be ticked
 * @param {string[]} plans schedules that can be chosen, "" for none
 * @returns {[string, string[], string[]]}
 */
export function sorted(rules, names, plans) {
  const parts = rules.map((
    rule,
  ) => /** @type {[string, string]} */ (rule.includes("@") ? [rule.slice(0, rule.indexOf("@")), rule.slice(rule.indexOf("@") + 1)] : [rule, ""]));
  const [, plan] = parts.find(([name, after]) => names.includes(name) && plans.includes(after)) ?? ["", ""];
  const fits = parts.map(([name, after]) => names.includes(name) && after === plan);
  return [plan, parts.filter((_, i) => fits[i]).map(([name]) => name), rules.filter((_, i) => !fits[i])];
}

/**
 * Two numbers with a comma between, or nothing.
 * @param {string} text
 */
function pairOf(text) {
  const found = /^[-+.\de]{1,24},[-+.\de]{1,24}$/i.test(text) ? text.split(",").map(Number) : [];
  return found.length && found.every(Number.isFinite) ? found : undefined;
}

/**
 * The link that asks for this.
 * @param {Wanted} wanted
 */
export function linkOf({ problem, rules, loss, budget, seeds, first, steps, start }) {
  const link = new URLSearchParams();
  for (const [name, value] of Object.entries({ problem, loss, budget, seeds, first, steps, start: start?.join(",") })) if (value) link.set(name, String(value));
  for (const rule of rules) link.append("rule", rule);
  return link;
}
