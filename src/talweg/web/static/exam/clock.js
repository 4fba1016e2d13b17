/** The time that is left by the server's clock. It is seen at every second, and spoken when few minutes are left. */

import { h, say } from "../lib/dom.js";

const SPOKEN = [10, 5, 1];
const MINUTE = 60_000;

const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;

/**
 * @param {object} options
 * @param {(minutes: number) => void} options.onMinutes so many are left
 * @param {() => void} options.onEnd the time is up
 * @returns {{ el: HTMLElement, set: (time: { now: number, ends_at: number }) => void }} `set` takes what the server says
 */
export function clock({ onMinutes, onEnd }) {
  const el = h("p", { class: "exam-clock", role: "timer" });
  let [end, before, timer, over] = [0, Infinity, 0, false];

  function tick() {
    const left = Math.max(0, end - performance.now());
    say(el, shown(Math.ceil(left / 1000)));
    el.classList.toggle("exam-soon", left <= 5 * MINUTE);
    const passed = SPOKEN.filter((minutes) => before > minutes * MINUTE && left <= minutes * MINUTE);
    before = left;
    const fewest = passed.at(-1);
    if (fewest !== undefined && left) onMinutes(fewest);
    clearTimeout(timer);
    if (left) timer = setTimeout(tick, left % 1000 || 1000);
    else if (!over) {
      over = true;
      onEnd();
    }
  }
  return {
    el,
    set({ now, ends_at }) {
      // This page's own clock may be wrong, or be set while the exam goes on; what passes on it is not.
      end = performance.now() + ends_at - now;
      if (before === Infinity) before = ends_at - now;
      tick();
    },
  };
}
