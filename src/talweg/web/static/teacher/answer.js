/** One answer of a learner, drawn as the learner's own report draws it. */

import { markedCard } from "../exam/marked.js";
import { sayTimes } from "../exam/when.js";
import { h, told } from "../lib/dom.js";

sayTimes();
/** @type {HTMLElement | null} */
const host = document.querySelector("[data-answer]");
if (host) {
  const [title, practise] = [told(host, "title"), told(host, "practise")];
  const answer = JSON.parse(told(host, "answer"));
  host.replaceChildren(h("div", { class: "tw-panel exam-sheet" }, markedCard(answer, { title, practise })));
}
