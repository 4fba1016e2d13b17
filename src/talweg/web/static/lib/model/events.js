/** Telling those who listen: the part of anywidget's model interface that every model here shares. */

export class Events {
  #listeners = new Map();

  /**
   * @param {string} event "change" or "change:<key>"
   * @param {(...values: any[]) => void} callback
   */
  on(event, callback) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(callback);
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
