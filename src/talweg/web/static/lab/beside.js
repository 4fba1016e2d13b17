/** Earlier comparisons, laid beside the one that is looked at: ticked in a list, or named in the link. */

import { attrs, h, keyed, say } from "../lib/dom.js";
import { get } from "../lib/page/api.js";
import { titleOf, untold } from "./experiment.js";
import { follow } from "./follow.js";

/**
 * @import { Experiment } from "./experiment.js"
 * @typedef {{ name: string, title: string, said: string }} Listed
 * @typedef {{ letter: string, title: string, experiment: Experiment, rules: string[] }} Other
 * @typedef {{ experiment: Experiment, rules: string[], trouble: string, close: () => void }} Ticked
 */

/** So many at once: with more lines nobody tells them apart. */
const MOST = 3;
const LETTERS = "BCD";
const ID = /^[A-Za-z0-9_-]{22}$/;

/**
 * Why the curves of two comparisons cannot stand on one chart; nothing where they can.
 * @param {any} began what the one compares
 * @param {any} other
 * @returns {string}
 */
export function apart(began, other) {
  if (other.digest === began.digest) return "";
  if (other.usual === began.usual && other.measured === began.measured) return ""; // the same, learnt by another loss
  if (other.problem !== began.problem) return `it is on ${other.problem}, and the one above on ${began.problem}`;
  if (other.measured !== began.measured) return `what it measures is ${other.measured}`;
  return "its data, batches or noise are not those of the one above";
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} note
 * @param {() => void} onChange what is ticked, or known of it, has changed
 */
export function besideList(list, note, onChange) {
  /** @type {Map<string, Ticked>} */
  const ticked = new Map();
  /** @type {Map<string, string>} the titles of all that ever were ticked here: they stay in the list */
  const met = new Map();
  /** @type {{ id: string, experiment: Experiment, known: Listed[] }} */
  let now = { id: "", experiment: untold(), known: [] };
  const rows = keyed(list, (/** @type {Listed} */ { name }) => {
    const box = h("input", { type: "checkbox", on: { change: () => (box.checked ? tick(name) : untick(name)) } });
    const [link, said] = [h("a", { href: `?experiment=${name}` }), h("small")];
    return { el: h("li", {}, box, " ", link, " ", said), box, link, said };
  });

  function tick(/** @type {string} */ id) {
    if (ticked.has(id) || ticked.size >= MOST || !ID.test(id)) return draw();
    const gone = async () => {
      const trouble = await get(`lab/experiments/${id}`).then(() => "", ({ message }) => message);
      change(id, { trouble });
    };
    const close = follow(id, (experiment) => change(id, { experiment }), (lost) => lost && gone());
    ticked.set(id, { experiment: untold(), rules: [], trouble: "", close });
    get(`lab/experiments/${id}`).then(({ rules }) => change(id, { rules }), () => {});
    changed();
  }
  function change(/** @type {string} */ id, /** @type {Partial<Ticked>} */ news) {
    const known = ticked.get(id);
    if (!known) return;
    ticked.set(id, { ...known, ...news });
    changed();
  }
  function untick(/** @type {string} */ id) {
    ticked.get(id)?.close();
    ticked.delete(id);
    changed();
  }
  function changed() {
    draw();
    onChange();
  }
  /** Why one that is ticked is not laid beside; nothing while it is, or is not known yet. */
  function why(/** @type {Ticked} */ { experiment: { began, end }, trouble }) {
    if (trouble) return trouble;
    if (!began || !now.experiment.began) return end && !began ? "it ended before it began to compare" : "";
    return apart(now.experiment.began, began);
  }
  function draw() {
    for (const [id, { experiment }] of ticked) met.set(id, titleOf(experiment));
    const strangers = [...met].filter(([id]) => !now.known.some(({ name }) => name === id)).map(([name, title]) => ({ name, title, said: "" }));
    const items = [...now.known, ...strangers].filter(({ name }) => name !== now.id);
    rows(items).forEach(({ box, link, said }, i) => {
      const { name, title, said: kept } = items[i];
      const reason = ticked.has(name) ? why(/** @type {Ticked} */ (ticked.get(name))) : "";
      box.hidden = !now.id;
      box.checked = ticked.has(name);
      box.disabled = !box.checked && ticked.size >= MOST;
      attrs(box, { "aria-label": `Lay beside it: ${title}` });
      say(link, title);
      say(said, reason ? `Not laid beside: ${reason}.` : kept);
    });
    note.hidden = !now.id || !items.length;
    return items.length;
  }

  return {
    tick,
    ids: () => [...ticked.keys()],
    clear: () => [...ticked.keys()].forEach(untick),
    /**
     * @param {string} id of the comparison that is looked at, if there is one
     * @param {Experiment} experiment
     * @param {Listed[]} known
     * @returns {number} how many are listed
     */
    draw(id, experiment, known) {
      now = { id, experiment, known };
      return draw();
    },
    /** @returns {Other[]} those that can be laid beside */
    others: () =>
      [...ticked.values()]
        .filter((each) => each.experiment.began && !why(each))
        .map(({ experiment, rules }, i) => ({ letter: LETTERS[i], title: titleOf(experiment), experiment, rules })),
  };
}
