/** What every page runs. */

import { Address } from "./address.js";
import { followContents } from "./contents.js";
import { mountPanels } from "./mount.js";
import { markProgress } from "./progress-marks.js";
import { themeSwitch } from "./theme-switch.js";
import { reachWide } from "./wide.js";

themeSwitch(document.querySelector("[data-theme-switch]"));
followContents(document);
markProgress(document);
reachWide(document);
mountPanels(new Address());
/** @type {HTMLElement | null} */
const cards = document.querySelector("[data-cards]");
/** @type {HTMLElement | null} */
const exams = document.querySelector("[data-exams]");
if (cards) import("./front.js").then(({ markUsed }) => markUsed(cards));
if (exams) import("./front.js").then(({ tellExams }) => tellExams(exams));
/** @type {NodeListOf<HTMLElement>} */
const reliefs = document.querySelectorAll("[data-relief]");
for (const host of reliefs) {
  import("./hero.js").then(({ hero }) => hero(host));
}
