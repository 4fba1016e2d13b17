/** A teacher shows a comparison to a class, or no longer. */

import { ApiError, post } from "../lib/page/api.js";
import { say } from "../lib/dom.js";

/**
 * @param {HTMLElement} host has the field only where a teacher looks at it
 * @returns {{ show: (id: string, classes: number[]) => void }}
 */
export function classesField(host) {
  const field = host.querySelector("[data-classes]");
  if (!field) return { show() {} };
  const boxes = [.../** @type {NodeListOf<HTMLInputElement>} */ (field.querySelectorAll("[name=class]"))];
  const words = /** @type {HTMLElement} */ (field.querySelector("[data-shown]"));
  let name = "";
  for (const box of boxes) {
    box.addEventListener("change", async () => {
      box.disabled = true;
      try {
        await post(`lab/experiments/${encodeURIComponent(name)}/classes`, { classroom: Number(box.value), shown: box.checked });
        say(words, box.checked ? "Who learns there finds it on this page." : "It is no longer listed there.");
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        box.checked = !box.checked;
        say(words, error.message);
      }
      box.disabled = false;
    });
  }
  return {
    show(id, classes) {
      name = id;
      say(words, "");
      for (const box of boxes) box.checked = classes.includes(Number(box.value));
    },
  };
}
