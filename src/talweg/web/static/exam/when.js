/** Times as the reader's own clock and language say them. */

const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** @param {number} at milliseconds since 1970 */
export const day = (at) => DAY.format(at);

/** A page from the server says its times in UTC, as it cannot know better. */
export function sayTimes() {
  /** @type {NodeListOf<HTMLTimeElement>} */
  const times = document.querySelectorAll("time[data-at]");
  for (const el of times) el.textContent = TIME.format(Number(el.dataset.at));
}
