/** Where a wrong answer is refuted: a link into the lesson, with a panel set to the very case. */

import { h } from "../dom.js";

/**
 * @param {string} see `?panel.key=value#id` or `#id`, within the lesson
 * @param {string} section of that lesson, by which its page is found
 */
function address(see, section) {
  const id = see.split("#")[1];
  if (document.getElementById(id)) return see; // on the lesson's own page it is followed without a new page
  /** @type {HTMLLinkElement | null} */
  const lesson = document.querySelector(`link[data-sections~="${CSS.escape(section)}"]`);
  return lesson ? lesson.href + see : null;
}

/**
 * @param {string | null} see
 * @param {string} section
 * @returns {HTMLElement | null} null where there is nothing to see, or no lesson to see it in
 */
export function lessonLink(see, section) {
  const href = see && address(see, section);
  if (!href) return null;
  const panel = /^\?([a-z-]+)\./.exec(see)?.[1].replaceAll("-", " ");
  return h("a", { href }, panel ? `See it in the panel \u201c${panel}\u201d` : "Read the passage again");
}
