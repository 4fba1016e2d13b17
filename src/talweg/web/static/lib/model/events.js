/** Telling those who listen: the part of anywidget's model interface that every model here shares. */

/**
 * The state of a panel, with anywidget's interface. What it holds comes from outside: a panel judges it.
 * @typedef {object} Model
 * @property {(key: string) => any} get
 * @property {(key: string, value: any) => void} set a new value; objects are replaced, not changed in place
 * @property {() => void} save_changes
 * @property {(event: string, callback: (...values: any[]) => void) => void} on "change" or "change:<key>"
 * @property {(event: string, callback?: (...values: any[]) => void) => void} off
 * @property {(id?: string) => string} [link] the address with this state, where there is one
 *
 * @typedef {{ state: Record<string, any>, render: (place: { model: Model, el: HTMLElement }) => () => void }} Panel
 */

export class Events {
  /** @type {Map<string, Set<(...values: any[]) => void>>} */
  #listeners = new Map();

  /**
   * @param {string} event "change" or "change:<key>"
   * @param {(...values: any[]) => void} callback
   */
  on(event, callback) {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(callback));
  }

  /**
   * @param {string} event
   * @param {(...values: any[]) => void} [callback] all of the event's when left out
   */
  off(event, callback) {
    if (callback) this.#listeners.get(event)?.delete(callback);
    else this.#listeners.delete(event);
  }

  /**
   * Tell that `key` has changed.
   * @param {string} key
   * @param {any} value
   */
  tell(key, value) {
    for (const event of [`change:${key}`, "change"]) {
      for (const callback of [...(this.#listeners.get(event) ?? [])]) callback(value);
    }
  }
}
