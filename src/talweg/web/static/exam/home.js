/** The Exam Center's first page: starting an exam, and times in the reader's own zone. */

import { post } from "../lib/page/api.js";
import { find, say, told } from "../lib/dom.js";
import { siteAddress } from "../lib/page/pages.js";
import { sayTimes } from "./when.js";

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll("[data-start]");
for (const button of buttons) {
  const said = find(`#${button.getAttribute("aria-describedby")}`, HTMLElement);
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    say(said, "Starting \u2026");
    try {
      const { id } = await post("sittings", { blueprint: told(button, "start") });
      location.assign(siteAddress(`exam/sittings/${id}`));
    } catch (error) {
      say(said, `${error.message} Nothing has started; try again.`);
      button.disabled = false;
    }
  });
}
// A page that comes back out of the browser's memory shows what was true when it was left.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
sayTimes();
