/** The quick check: four questions of rising difficulty, each with its why; then another four, fetched when asked for. */

import data from "../../data/quick_check.js";
import { h, say } from "../../lib/dom.js";
import { grade } from "../../lib/question/forms.js";
import { keepDrawn } from "../../lib/panel/keep-drawn.js";
import { questionCard } from "../../lib/question/card.js";
import { atRest, judged, mend, write } from "../../lib/settings/settings.js";
import schema from "../../settings/quick-check.js";
import { liveLine, noticeBoard } from "../../lib/panel/speech.js";

/**
 * All papers; those of a lesson that a course of one's own has added, where the panel stands in it.
 * @param {string} lesson
 */
async function fetchPapers(lesson) {
  const { default: more } = await import("../../data/more_quick_checks.js");
  return more.lessons[lesson] ?? [...data.papers, ...more.papers];
}

function render({ model, el }) {
  const notices = noticeBoard(model);
  const cards = h("div", { class: "tw-questions" });
  const score = h("p", { class: "tw-score" });
  const live = liveLine();
  const again = h("button", { type: "button" }, "Another four");
  const lesson = el.closest("[data-progress-of]")?.dataset.progressOf ?? "";
  let papers = data.lessons.includes(lesson) ? [] : data.papers;
  let shown = 0;
  let first = null;
  let wanted = false;

  const count = (results, total) => {
    const right = results.filter(Boolean).length;
    const text = results.length < total ? `${results.length} of ${total} answered` : `${right} of ${total} right at the first try`;
    say(score, text);
    live.say(text);
    again.classList.toggle("tw-strong", results.length === total);
    if (results.length === total) el.dispatchEvent(new CustomEvent("tw-checked", { bubbles: true, detail: { right, of: total } }));
  };
  const build = (paper) => {
    const questions = papers[paper - 1];
    const results = [];
    const made = questions.map(({ asked, key }, place) =>
      questionCard({
        asked,
        title: `Question ${place + 1} of ${questions.length}`,
        level: el.closest("section") ? 3 : 2,
        judge: (response) => ({ verdict: grade(asked, key, response), key }),
        onFirst: (right) => (results.push(right), count(results, questions.length)),
      })
    );
    cards.replaceChildren(...made.map((card) => card.el));
    [first] = made;
    say(score, "");
    say(again, questions.length === 4 ? "Another four" : "Other questions");
    again.classList.remove("tw-strong");
    shown = paper;
    if (wanted) first.focus();
    wanted = false;
  };
  again.addEventListener("click", () => {
    wanted = true;
    write(model, { paper: (shown % schema.paper.high) + 1 });
    draw();
  });
  const fetchFor = () =>
    fetchPapers(lesson).then((all) => (papers = all, draw()), () => say(score, "The next questions could not be fetched. Is the site still there?"));

  const draw = () => {
    const judgement = judged(schema, model);
    const { paper } = judgement.values;
    mend(model, judgement);
    notices.draw(judgement);
    if (paper === shown) return;
    if (paper <= papers.length) build(paper);
    else fetchFor();
  };
  el.classList.add("tw-panel", "tw-quick-check");
  el.append(notices.el, cards, h("div", { class: "tw-foot" }, h("div", { class: "tw-tools" }, again), score), live.el);
  return keepDrawn({ model, el, draw, parts: [live] });
}

export default { state: atRest(schema), render };
