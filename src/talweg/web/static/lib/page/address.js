/** The one writer of the page's address. All models share it, so that it stays within the browser's limits. */

import { queryText } from "../model/link.js";

/** Safari refuses more than 100 changes of the history in 30 seconds. */
const PAUSE = 400;

export class Address {
  #models = new Map();
  #timer = 0;

  constructor() {
    addEventListener("popstate", () => this.#reload());
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("click", (event) => this.#follow(event));
  }

  /** @param {import("../model/link-model.js").LinkModel} model */
  register(model) {
    this.#models.set(model.name, model);
  }

  /** @returns {URLSearchParams} */
  query() {
    return new URLSearchParams(location.search);
  }

  /** Write soon; many calls become one. */
  save() {
    this.#timer ||= setTimeout(() => this.flush(), PAUSE);
  }

  /** Write now, if anything waits. */
  flush() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    history.replaceState(history.state, "", this.#search() + location.hash);
  }

  /**
   * @param {string} [id] the part of the page that the link should open at
   * @returns {string} the whole address with the present state
   */
  link(id) {
    return new URL(this.#search() + (id ? `#${encodeURIComponent(id)}` : ""), location.href).href;
  }

  /** Keys that belong to no model on this page are kept as they are. */
  #search(query = this.query()) {
    const owned = (key) => this.#models.has(key.split(".")[0]);
    const kept = [...query].filter(([key]) => !owned(key));
    return queryText([...kept, ...[...this.#models.values()].flatMap((model) => model.entries())]) || location.pathname;
  }

  #reload() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    for (const model of this.#models.values()) model.reload();
  }

  /** A link in the text such as `?race.shape.kappa=38#race` sets the panel at once, with no new page load. */
  #follow(event) {
    const anchor = event.target.closest?.("a[href]");
    const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!anchor || modified || event.defaultPrevented || anchor.target || anchor.hasAttribute("download")) return;
    const url = new URL(anchor.href);
    if (url.origin !== location.origin || url.pathname !== location.pathname) return;
    const named = new Set([...url.searchParams.keys()].map((key) => key.split(".")[0]));
    const panels = [...named].filter((name) => document.querySelector(`[data-panel="${CSS.escape(name)}"]`));
    if (!panels.length) return;
    event.preventDefault();
    this.flush();
    const others = [...this.query()].filter(([key]) => !named.has(key.split(".")[0]));
    history.pushState(null, "", queryText([...others, ...url.searchParams]) + url.hash);
    this.#reload();
    const target = url.hash && document.getElementById(decodeURIComponent(url.hash.slice(1)));
    const panel = target || document.querySelector(`[data-panel="${CSS.escape(panels[0])}"]`);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    panel?.scrollIntoView({ block: target ? "start" : "nearest", behavior: calm ? "auto" : "smooth" });
  }
}
