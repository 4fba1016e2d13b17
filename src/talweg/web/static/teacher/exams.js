/** The conditions of exams: a teacher types and reads times by this device's clock, the server keeps them in UTC. */

import { sayTimes } from "../exam/when.js";
import { find } from "../lib/dom.js";

/** @param {number} count */
const two = (count) => String(count).padStart(2, "0");

/**
 * A time as an input of this device's own time has it.
 * @param {Date} at
 */
const local = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-conditions]");
for (const form of forms) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = form.querySelectorAll("[data-local]");
  for (const input of inputs) {
    const sent = find("input[type=hidden]", HTMLInputElement, input.parentElement ?? form);
    if (sent.value) input.value = local(new Date(sent.value));
    // Only what is typed anew is told anew: a kept time may have seconds, which the input does not show.
    input.addEventListener("input", () => {
      const at = new Date(input.value);
      sent.value = Number.isNaN(at.getTime()) ? "" : at.toISOString();
    });
  }
  find("button", HTMLButtonElement, form).disabled = false;
}
sayTimes();
