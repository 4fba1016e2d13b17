/** The Exam Center's first page: starting an exam, and times in the reader's own zone. */

import { post } from "../lib/page/api.js";
import { find, say, told } from "../lib/dom.js";
import { siteAddress } from "../lib/page/pages.js";
import { sayTimes } from "./when.js";

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form.exam-start");
for (const form of forms) {
  const button = find("button", HTMLButtonElement, form);
  const said = find(`#${button.getAttribute("aria-describedby")}`, HTMLElement);
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const password = new FormData(form).get("password") ?? "";
    button.disabled = true;
    say(said, "Starting \u2026");
    try {
      const { id } = await post("sittings", { blueprint: told(button, "start"), password });
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
