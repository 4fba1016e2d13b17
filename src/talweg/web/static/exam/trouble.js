/** Something that must come from the server: where it does not, the page says why and offers to try again. */

import { h } from "../lib/dom.js";

/**
 * @param {HTMLElement} host gets the words in the place of what it holds
 * @param {() => Promise<void>} load rejects with a sentence
 */
export async function tryAgain(host, load) {
  try {
    await load();
  } catch (error) {
    const again = h("button", { type: "button", class: "tw-strong", on: { click: () => tryAgain(host, load) } }, "Try again");
    host.replaceChildren(h("div", { class: "tw-panel exam-trouble", role: "alert" }, h("p", {}, error.message), again));
    again.focus();
  }
}
