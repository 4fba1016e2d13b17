/** One answer of a learner, drawn as the learner's own report draws it. */

import { markedCard } from "../exam/marked.js";
import { sayTimes } from "../exam/when.js";
import { h } from "../lib/dom.js";

sayTimes();
const host = document.querySelector("[data-answer]");
if (host) {
  const answer = JSON.parse(host.dataset.answer);
  const { title, practise } = host.dataset;
  host.replaceChildren(h("div", { class: "tw-panel exam-sheet" }, markedCard(answer, { title, practise })));
}
