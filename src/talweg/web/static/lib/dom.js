/** Making elements. Text goes in as text nodes, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {Element} E
 * @param {E} element
 * @param {Record<string, any>} attributes
 * @param {(Node | string | null | undefined)[]} children
 * @returns {E}
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * An HTML element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] `on` holds event listeners; null and false are left out
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {SVGElementTagNameMap[T]}
 */
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/**
 * An element that a page has, for the script that is made for this page.
 * @template {Element} E
 * @param {string} selector
 * @param {new () => E} kind
 * @param {ParentNode} [root]
 * @returns {E}
 */
export function find(selector, kind, root = document) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`this page has no ${kind.name} at ${selector}`);
  return found;
}

/**
 * What the server has written into an element for the page's script.
 * @param {HTMLElement} element
 * @param {string} name of the data attribute
 * @returns {string}
 */
export function told(element, name) {
  const text = element.dataset[name];
  if (text === undefined) throw new Error(`this page tells no ${name}`);
  return text;
}

/**
 * What draws on a canvas. A canvas has one, as it was first asked for, so that it is asked for without wishes.
 * @template {HTMLCanvasElement | OffscreenCanvas} C
 * @param {C} canvas
 * @returns {C extends HTMLCanvasElement ? CanvasRenderingContext2D : OffscreenCanvasRenderingContext2D}
 */
export function pen(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws on no canvas");
  return /** @type {any} */ (context);
}

/**
 * Set attributes that differ from what the element already has.
 * @param {Element} element
 * @param {Record<string, string | number | null>} attributes null removes
 */
export function attrs(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
  }
}

/**
 * Set the text only when it changed, so that live regions stay quiet.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Keep one child for each named item, in their order, reusing what is there.
 * @template {{ name: string }} Item
 * @template {{ el: Element }} Child
 * @param {Element} parent
 * @param {(item: Item) => Child} create
 * @returns {(items: Item[]) => Child[]} the child of each
 */
export function keyed(parent, create) {
  /** @type {Map<string, Child>} */
  const known = new Map();
  return (items) => {
    const names = items.map(({ name }) => name);
    for (const [name, child] of known) {
      if (!names.includes(name)) {
        child.el.remove();
        known.delete(name);
      }
    }
    return items.map((item, index) => {
      const child = known.get(item.name) ?? create(item);
      known.set(item.name, child);
      if (parent.children[index] !== child.el) parent.insertBefore(child.el, parent.children[index] ?? null);
      return child;
    });
  };
}

/**
 * Draw only when what it is drawn from has changed.
 * @template {any[]} T plain values
 * @param {(...what: T) => void} draw
 * @returns {(...what: T) => void}
 */
export function whenChanged(draw) {
  let drawn = "";
  return (...what) => {
    const key = JSON.stringify(what);
    if (key !== drawn) draw(...what);
    drawn = key;
  };
}

/**
 * Join many calls into one per frame.
 * @param {() => void} draw
 * @returns {{ request: () => void, cancel: () => void }}
 */
export function perFrame(draw) {
  let pending = 0;
  return {
    request() {
      pending ||= requestAnimationFrame(() => {
        pending = 0;
        draw();
      });
    },
    cancel() {
      cancelAnimationFrame(pending);
      pending = 0;
    },
  };
}
