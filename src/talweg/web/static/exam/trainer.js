/** Questions one at a time, judged at once: practice, review and mistakes are this with another next question. */

import { post } from "../lib/page/api.js";
import { h, say, told } from "../lib/dom.js";
import { grade } from "../lib/question/forms.js";
import { questionCard } from "../lib/question/card.js";
import { token } from "./kept.js";
import { tryAgain } from "./trouble.js";
import { day } from "./when.js";

/**
 * @param {HTMLElement} host with the sections' titles in data-titles
 * @param {object} options
 * @param {"practice" | "review" | "mistakes"} options.mode
 * @param {() => Promise<any> | null} options.next the next question as it is asked, or null when there is none
 * @param {() => Promise<Node[]> | Node[]} options.end what stands there then
 * @param {boolean} [options.skip] whether a question may be left unanswered
 * @returns {{ ask: (focus?: boolean) => Promise<void> }}
 */
export function trainer(host, { mode, next, end, skip = false }) {
  const titles = JSON.parse(told(host, "titles"));
  let turn = 0;

  /** The first answer is the server's to judge and to keep; with its key, more tries are judged here and count no more. */
  function judged(asked, onDue) {
    const name = token();
    let key = null;
    return async (response, { hinted }) => {
      if (key) return { verdict: grade(asked, key, response), key };
      const answer = await post("answers", { name: asked.name, seed: asked.seed, response, token: name, mode, hinted });
      key = answer.key;
      onDue(answer.due_at);
      return answer;
    };
  }
  function show(asked, focus) {
    const due = h("p", { class: "exam-due", role: "status" });
    const on = h("button", { type: "button", on: { click: () => ask(true) } }, skip ? "Another question" : "Next question");
    on.hidden = !skip;
    const card = questionCard({
      asked,
      title: titles[asked.section] ?? asked.section,
      judge: judged(asked, (at) => {
        say(due, `This question comes back on ${day(at)}, with other numbers.`);
        on.hidden = false;
        on.classList.add("tw-strong");
        say(on, "Next question");
      }),
    });
    host.replaceChildren(h("div", { class: "tw-panel exam-sheet" }, card.el, h("div", { class: "tw-foot" }, on, due)));
    if (focus) card.focus();
  }
  async function ask(focus = false) {
    const mine = ++turn;
    await tryAgain(host, async () => {
      const asked = await next();
      if (mine !== turn) return; // another choice was made meanwhile
      if (asked) return show(asked, focus);
      const done = h("div", { class: "tw-panel exam-sheet", tabindex: -1, role: "status" }, ...(await end()));
      host.replaceChildren(done);
      if (focus) done.focus();
    });
  }
  return { ask };
}
