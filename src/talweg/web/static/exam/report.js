/** The report of an exam: its questions one after the other, each with what was answered and why. */

import { get } from "../lib/page/api.js";
import { find, h, told } from "../lib/dom.js";
import { siteAddress } from "../lib/page/pages.js";
import { recall, remember } from "./kept.js";
import { lostKey } from "./lost.js";
import { markedCard } from "./marked.js";
import { listed } from "./places.js";
import { tryAgain } from "./trouble.js";
import { sayTimes } from "./when.js";

const host = find("[data-report]", HTMLElement);
const titles = JSON.parse(told(host, "titles"));
const id = told(host, "report");
const practice = siteAddress("exam/practice").pathname;

const lost = recall(lostKey(id));
if (lost?.length) {
  const text = lost.length === 1 ? `Your last answer to question ${listed(lost)} reached` : `Your last answers to questions ${listed(lost)} reached`;
  host.before(h("p", { class: "exam-lost" }, `${text} the server after the time was up, and so could not be counted.`));
}
for (const key of ["lost", "flags", "answers"]) remember(`talweg-${key}-${id}`, null);

sayTimes();
tryAgain(host, async () => {
  const { places } = await get(`sittings/${id}/report`);
  host.replaceChildren(h(
    "div",
    { class: "tw-panel exam-sheet" },
    ...places.map((place, at) =>
      markedCard(place, {
        title: `${at + 1}. ${titles[place.asked.section] ?? place.asked.section}`,
        practise: `${practice}?question=${encodeURIComponent(place.asked.name)}`,
      })
    ),
  ));
});
