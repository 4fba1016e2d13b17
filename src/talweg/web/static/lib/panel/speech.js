/** What a panel says: one polite line after the hand rests, and words about a link that could not be followed. */

import { h, say } from "../dom.js";

const REST = 700;

/** @returns {{ el: HTMLElement, say: (text: string) => void, stop: () => void }} */
export function liveLine() {
  const el = h("p", { class: "tw-unseen", "aria-live": "polite" });
  let timer = 0;
  return {
    el,
    say(text) {
      clearTimeout(timer);
      timer = setTimeout(() => say(el, text), REST);
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * @param {import("../model/events.js").Model} model
 * @returns {{ el: HTMLElement, draw: (settings: { notices: string[] }) => void }}
 */
export function noticeBoard(model) {
  const list = h("ul");
  const el = h("div", { class: "tw-notices", role: "status" });
  const board = h(
    "div",
    { class: "tw-notice" },
    list,
    h("button", { type: "button", class: "tw-icon", "aria-label": "Close this note", on: { click: () => model.set("notices", []) } }, "\u00d7"),
  );
  let shown = "";
  return {
    el,
    draw({ notices }) {
      if (shown === notices.join("\n")) return;
      shown = notices.join("\n");
      list.replaceChildren(...notices.slice(0, 12).map((notice) => h("li", {}, notice)));
      el.replaceChildren(...(notices.length ? [board] : []));
    },
  };
}

/**
 * A button that copies a text and says so.
 * @param {string} label
 * @param {() => string} text
 * @returns {HTMLElement}
 */
export function copyButton(label, text) {
  const said = h("span", { class: "tw-said", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      say(said, "Copied");
    } catch {
      // No permission, or a page that is not served securely: the text is offered for copying by hand.
      prompt("Copy this:", text());
      say(said, "");
    }
    setTimeout(() => say(said, ""), 2500);
  };
  return h("span", { class: "tw-copy" }, h("button", { type: "button", on: { click: copy } }, label), said);
}

/**
 * The link to a panel as it stands.
 * @param {{ model: import("../model/events.js").Model, el: Element }} panel
 * @returns {(() => string) | undefined} nothing in a notebook, which has no links
 */
export const panelLink = ({ model, el }) => model.link && (() => model.link?.(el.closest("section[id]")?.id) ?? "");
