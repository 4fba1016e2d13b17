/** Progress on the page: ticks beside the sections, the way to go on, and noticing what is read. */

import { find, h, say, told } from "../dom.js";
import { forget, noteCheck, noteRead, onProgress, progressOf } from "./progress.js";

/** Words a second: who has gone through a section faster than this, its end included, has not read it. */
const FASTEST = 12;

const tick = () => [h("span", { "aria-hidden": "true" }, "\u2713"), h("span", { class: "unseen" }, ", read")];

/**
 * @param {HTMLAnchorElement[]} links
 * @param {string[]} read
 */
function drawTicks(links, read) {
  for (const link of links) {
    const mark = find(".tick", HTMLElement, link);
    const done = read.includes(told(link, "section"));
    if (done !== mark.hasChildNodes()) mark.replaceChildren(...(done ? tick() : []));
  }
}

function summary(read, total, check) {
  const parts = read ? [read === total ? `All ${total} sections read.` : `${read} of ${total} sections read.`] : [];
  if (check) parts.push(`Best quick check: ${check.right} of ${check.of} right.`);
  return `${parts.join(" ")} Kept in this browser and nowhere else.`;
}

/**
 * The card of a lesson on the front page.
 * @param {HTMLElement} root
 * @param {string} lesson
 * @param {HTMLAnchorElement[]} links to its sections
 */
function card(root, lesson, links) {
  const [begin, words] = [find("[data-begin]", HTMLAnchorElement, root), find("[data-progress-words]", HTMLElement, root)];
  const button = find("[data-forget]", HTMLButtonElement, root);
  const resting = { words: words.textContent, begin: begin.textContent, href: begin.getAttribute("href") ?? "", forget: button.textContent };
  let bringBack = null;
  button.addEventListener("click", () => {
    if (bringBack) {
      bringBack();
      bringBack = null;
    } else bringBack = forget(lesson);
    draw();
  });
  const draw = () => {
    const { read, check } = progressOf(lesson);
    const done = links.filter(({ dataset }) => read.includes(dataset.section ?? "")).length;
    const next = done ? links.findIndex(({ dataset }) => !read.includes(dataset.section ?? "")) : -1;
    const started = done > 0 || check !== null;
    if (started) bringBack = null;
    say(words, started ? summary(done, links.length, check) : bringBack ? "Forgotten." : resting.words);
    say(begin, next >= 0 ? `Continue at section ${next + 1}` : done ? "Open the lesson" : resting.begin);
    begin.href = next >= 0 ? links[next].getAttribute("href") ?? resting.href : resting.href;
    say(button, bringBack ? "Bring it back" : resting.forget);
    button.hidden = !started && !bringBack;
  };
  return draw;
}

/**
 * How long a section takes the fastest reader, in milliseconds: its own text, without panels and what is folded away.
 * @param {HTMLElement} section
 */
function readingTime(section) {
  const own = [...section.children].filter((part) => !part.matches("[data-panel], .still, .sources, details"));
  const words = own.flatMap(({ textContent }) => textContent?.match(/\S+/g) ?? []);
  return 1000 * words.length / FASTEST;
}

/**
 * A section is read when its end has been seen and it has stood in the middle of the view for as long as it takes.
 * @param {HTMLElement} section
 * @param {() => void} note
 */
function watchSection(section, note) {
  const end = h("span", { class: "section-end" });
  let [left, seen, here, timer] = [readingTime(section), false, false, 0];
  let since = NaN; // when it came to the middle of a page that is being looked at
  const count = () => {
    clearTimeout(timer);
    if (!Number.isNaN(since)) left -= performance.now() - since;
    since = here && !document.hidden ? performance.now() : NaN;
    if (seen && left <= 0) {
      note();
      stop();
    } else if (seen && !Number.isNaN(since)) timer = setTimeout(count, left + 1);
  };
  const middle = new IntersectionObserver((entries) => {
    here = entries[entries.length - 1].isIntersecting;
    count();
  }, { rootMargin: "-50% 0px -50% 0px" });
  const ending = new IntersectionObserver((entries) => {
    seen ||= entries.some(({ isIntersecting }) => isIntersecting);
    count();
  }, { rootMargin: "-25% 0px 0px" }); // a jump to a section shows the end of the one before it at the very top
  const stop = () => {
    middle.disconnect();
    ending.disconnect();
    document.removeEventListener("visibilitychange", count);
  };
  section.append(end);
  middle.observe(section);
  ending.observe(end);
  document.addEventListener("visibilitychange", count);
}

/**
 * Notice which sections are read, and answered where something is asked.
 * @param {HTMLElement} root
 * @param {string} lesson
 */
function watchReading(root, lesson) {
  /** @type {NodeListOf<HTMLElement>} */
  const sections = root.querySelectorAll("section[id]");
  for (const section of sections) {
    if (!section.querySelector("[data-asks]")) watchSection(section, () => noteRead(lesson, section.id));
  }
  root.addEventListener("tw-checked", (event) => {
    if (!(event instanceof CustomEvent)) return;
    noteCheck(lesson, event.detail.right, event.detail.of);
    const section = event.target instanceof Element ? event.target.closest("section[id]") : null;
    if (section) noteRead(lesson, section.id);
  });
}

/** @param {Document} document */
export function markProgress(document) {
  /** @type {NodeListOf<HTMLElement>} */
  const roots = document.querySelectorAll("[data-progress-of]");
  for (const root of roots) {
    const lesson = told(root, "progressOf");
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const found = root.querySelectorAll("a[data-section]");
    const links = [...found];
    const drawCard = root.querySelector("[data-begin]") ? card(root, lesson, links) : null;
    const draw = () => (drawTicks(links, progressOf(lesson).read), drawCard?.());
    onProgress(draw);
    draw();
    watchReading(root, lesson);
  }
}
