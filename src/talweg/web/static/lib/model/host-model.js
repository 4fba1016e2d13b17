/** The state of one panel in a notebook: a model like that of a page, over the one that the notebook gives. */

import { Events } from "./events.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @import { Model } from "./events.js" */

/**
 * Notebooks differ in what they tell: some repeat a change to who made it, some tell of keys that have not changed,
 * some know no event for all keys. Here an event comes once, for a change, whoever made it.
 */
export class HostModel extends Events {
  #host;
  #values;
  /** @type {[string, () => void][]} */
  #heard;

  /**
   * @param {Model} host
   * @param {Record<string, any>} table the panel's defaults: its keys are those that the host keeps
   */
  constructor(host, table) {
    super();
    this.#host = host;
    this.#values = { notices: [] };
    this.#heard = Object.keys(table).map((key) => [`change:${key}`, () => this.#take(key, host.get(key))]);
    for (const key of Object.keys(table)) this.#values[key] = host.get(key) ?? table[key];
    for (const [event, callback] of this.#heard) host.on(event, callback);
  }

  /** @param {string} key */
  get(key) {
    return this.#values[key];
  }

  /**
   * @param {string} key
   * @param {any} value a new value; objects are replaced, not changed in place
   */
  set(key, value) {
    if (this.#take(key, value) && key !== "notices") this.#host.set(key, value);
  }

  /** Hand the changes to Python. */
  save_changes() {
    this.#host.save_changes();
  }

  /** Hear no more of the host. */
  stop() {
    for (const [event, callback] of this.#heard) this.#host.off(event, callback);
  }

  /** Whether `value` is new for `key`; then it is kept and told. */
  #take(key, value) {
    if (same(this.#values[key], value)) return false;
    this.#values[key] = value;
    this.tell(key, value);
    return true;
  }
}
