/** A panel on a page of another site: it stands where its script stands, set to what the script's address says. */

import { h } from "../dom.js";
import { Events } from "./events.js";
import { decode } from "./link.js";

/** @import { Panel } from "./events.js" */

/** What a panel is set to, as long as the page is open. */
class Kept extends Events {
  #values;

  /** @param {Record<string, any>} values */
  constructor(values) {
    super();
    this.#values = values;
  }

  /** @param {string} key */
  get(key) {
    return this.#values[key];
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  set(key, value) {
    this.#values = { ...this.#values, [key]: value };
    this.tell(key, value);
  }

  /** Whoever closes the page closes the panel. */
  save_changes() {}
}

/**
 * Show a panel after every script of the page that was loaded from this address; where a page has imported the module
 * instead, it shows the panel itself.
 * @param {Panel} panel as a widget
 * @param {string} name the prefix of its settings in the address
 * @param {string} css its style sheet
 * @param {string} address
 */
export function mount(panel, name, css, address) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (const script of document.scripts) {
    if (script.src !== address) continue;
    const { values, notices } = decode(panel.state, name, new URL(address).searchParams);
    for (const each of notices) console.warn(each);
    const el = h("div");
    script.after(el);
    panel.render({ model: new Kept(values), el });
  }
}
