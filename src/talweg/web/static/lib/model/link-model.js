/** The state of one panel on a page, with anywidget's interface, kept in the link. */

import { Events } from "./events.js";
import { decode, encode } from "./link.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class LinkModel extends Events {
  #values;
  #table;
  #address;

  /**
   * @param {string} name the prefix of this model's keys in the link
   * @param {Record<string, any>} table defaults, plain JSON values
   * @param {import("../page/address.js").Address} address
   */
  constructor(name, table, address) {
    super();
    this.name = name;
    this.#table = table;
    this.#address = address;
    this.#values = this.#read();
    address.register(this);
  }

  #read() {
    const { values, notices } = decode(this.#table, this.name, this.#address.query());
    return { ...values, notices };
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
    if (same(this.#values[key], value)) return;
    this.#values = { ...this.#values, [key]: value };
    this.tell(key, value);
  }

  /** Write the state to the link. */
  save_changes() {
    this.#address.save();
  }

  /** Take the state from the link anew, after the address has changed. */
  reload() {
    for (const [key, value] of Object.entries(this.#read())) this.set(key, value);
  }

  /** What the link must say of this model. */
  entries() {
    return encode(this.#table, this.name, this.#values);
  }

  /**
   * The page's address with its whole state, as it would be copied.
   * @param {string} [id] the part of the page that the link should open at
   */
  link(id) {
    return this.#address.link(id);
  }
}
