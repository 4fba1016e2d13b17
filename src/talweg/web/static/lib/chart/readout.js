/** The words beside a chart's cursor: seen while the chart is pointed at or has the focus, and only then measured. */

import { h, say } from "../dom.js";

const APART = 10;

/**
 * @param {HTMLElement} chart gets the words as its last child
 * @returns {(text: string, at: number, end: number) => void} `at` and `end`: the cursor and the right end, in pixels
 */
export function readout(chart) {
  const words = h("p", { class: "tw-readout", "aria-hidden": "true" });
  let [cursor, right] = [0, 0];
  const place = () => {
    const wide = words.offsetWidth;
    words.style.left = `${Math.max(0, cursor + APART > right - wide ? cursor - wide - APART : cursor + APART)}px`;
  };
  for (const event of ["focus", "pointerenter"]) chart.addEventListener(event, place);
  chart.append(words);
  return (text, at, end) => {
    [cursor, right] = [at, end];
    say(words, text);
    if (chart.matches(":hover, :focus-visible")) place();
    else words.style.left = "0"; // out of sight, and in no one's way
  };
}
