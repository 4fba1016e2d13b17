/** Making elements. Text goes in as text nodes, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined} Child */

/**
 * @template {Element} E
 * @param {E} element
 * @param {Record<string, any>} attributes
 * @param {Child[]} children
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
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[T]}
 */
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

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
 * Keep one child per name in the given order, reusing what is there.
 * @template {{ el: Element }} T
 * @param {Element} parent
 * @param {Map<string, T>} known
 * @param {string[]} names
 * @param {(name: string) => T} create
 */
export function keyed(parent, known, names, create) {
  for (const [name, item] of known) {
    if (!names.includes(name)) {
      item.el.remove();
      known.delete(name);
    }
  }
  names.forEach((name, index) => {
    if (!known.has(name)) known.set(name, create(name));
    const { el } = known.get(name);
    if (parent.children[index] !== el) parent.insertBefore(el, parent.children[index] ?? null);
  });
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
