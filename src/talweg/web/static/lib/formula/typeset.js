/** A tree of arithmetic as MathML, so that who types it sees how it is read. */

/** @import { Node } from "./tree.js" */

const MATH = "http://www.w3.org/1998/Math/MathML";
const GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho - sigma tau upsilon phi chi psi omega".split(" ");
const [SUM, PRODUCT, POWER, ATOM] = [1, 2, 3, 4];

/**
 * @param {string} tag
 * @param {...(globalThis.Node | string)} children
 */
function m(tag, ...children) {
  const el = document.createElementNS(MATH, tag);
  el.append(...children);
  return el;
}

const row = (...parts) => m("mrow", ...parts);
const sign = (text) => m("mo", text);
const fenced = (...parts) => row(sign("("), ...parts, sign(")"));

/**
 * `beta1` with its index, `y_hat` under its hat, a Greek letter by its name.
 * @param {string} name
 */
export function symbol(name) {
  const [, word, digits] = /^(.*?)(\d*)$/.exec(name.replace(/_hat$/, "")) ?? ["", name, ""];
  const letter = word === "eps" ? "\u03b5" : GREEK.includes(word) ? String.fromCodePoint(0x3b1 + GREEK.indexOf(word)) : word.replaceAll("_", " ");
  const base = m("mi", letter);
  const hat = name.endsWith("_hat") ? m("mover", base, sign("^")) : base;
  return digits ? m("msub", hat, m("mn", digits)) : hat;
}

const call = (name, parts) => row(m("mi", name), fenced(...parts.flatMap((part, i) => (i ? [sign(","), part] : [part]))));

/**
 * @param {Node} node
 * @param {Element[]} parts as they are printed alone
 * @returns {Element}
 */
function called({ name }, parts) {
  if (name === "sqrt") return m("msqrt", parts[0]);
  if (name === "abs") return row(sign("|"), parts[0], sign("|"));
  if (name === "exp") return m("msup", m("mi", "e"), parts[0]);
  return call(name === "sigmoid" ? "\u03c3" : name.replaceAll("_", " "), parts);
}

/** Between two factors: a point before a number, else a little room. @param {Node} right */
function times(right) {
  if (right.kind === "number") return sign("\u22c5");
  const room = m("mspace");
  room.setAttribute("width", "0.2em");
  return room;
}

/** `1e-8` as a power of ten. @param {string} text @returns {[Element, number]} */
function number(text) {
  const [digits, power] = text.toLowerCase().split("e");
  if (power === undefined) return [m("mn", text), ATOM];
  return [row(m("mn", digits), sign("\u22c5"), m("msup", m("mn", "10"), m("mn", String(Number(power)).replace("-", "\u2212")))), PRODUCT];
}

/**
 * @param {Node} node
 * @returns {[Element, number]} how it is printed, and how tightly it holds together
 */
function print(node) {
  const { kind, parts, name, word } = node;
  const inner = (/** @type {number} */ place, /** @type {number} */ level) => {
    const [el, own] = print(parts[place]);
    return own < level ? fenced(el) : el;
  };
  if (kind === "number") return /^[a-z]/.test(word.text) ? [symbol(word.text), ATOM] : number(word.text);
  if (kind === "name") return [symbol(name), ATOM];
  if (kind === "minus") return [row(sign("\u2212"), inner(0, PRODUCT)), SUM];
  if (kind === "call") return [called(node, parts.map((part) => print(part)[0])), ATOM];
  if (kind === "/") return [m("mfrac", inner(0, 0), inner(1, 0)), PRODUCT];
  if (kind === "**") return [m("msup", inner(0, ATOM), inner(1, 0)), POWER];
  if (kind === "*") return [row(inner(0, PRODUCT), times(parts[1]), inner(1, PRODUCT)), PRODUCT];
  if (kind === "+") return [row(inner(0, SUM), sign("+"), inner(1, SUM)), SUM];
  if (kind === "-") return [row(inner(0, SUM), sign("\u2212"), inner(1, PRODUCT)), SUM];
  return [row(inner(0, SUM), sign(kind), inner(1, SUM)), 0]; // a comparison
}

/**
 * What a name becomes.
 * @param {string} name
 * @param {Node} tree
 */
export const typeset = (name, tree) => m("math", row(symbol(name), sign("\u2190"), print(tree)[0]));
