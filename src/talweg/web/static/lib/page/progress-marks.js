/** Progress on the page: ticks beside the sections, the way to go on, and noticing what is read. */

import { find, h, say, told } from "../dom.js";
import { forget, noteCheck, noteRead, onProgress, progressOf } from "./progress.js";

/** The end of a section must stay in view so long, in milliseconds: who only scrolls past has not read it. */
const DWELL = 1000;

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
 * A section is read when its end has stayed in view.
 * @param {HTMLElement} root
 * @param {string} lesson
 */
function watchReading(root, lesson) {
  const waiting = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(waiting.get(target));
      const section = target.parentElement;
      if (isIntersecting && section) waiting.set(target, setTimeout(() => noteRead(lesson, section.id), DWELL));
    }
  }, { rootMargin: "-25% 0px 0px" }); // a jump to a section shows the end of the one before it at the very top
  for (const section of root.querySelectorAll("section[id]")) {
    const end = h("span", { class: "section-end" });
    section.append(end);
    observer.observe(end);
  }
  root.addEventListener("tw-checked", (event) => {
    if (event instanceof CustomEvent) noteCheck(lesson, event.detail.right, event.detail.of);
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
