/** What a tree of arithmetic is worth: each node becomes a closure, once, and is never text that runs. */

import { functions } from "../../formulas.js";

/** @type {Record<string, (...sides: number[]) => any>} */
const TWO = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "**": (a, b) => a ** b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/**
 * @param {import("./tree.js").Node} node
 * @param {(name: string) => number} place where each name's number lies
 * @returns {(numbers: Float64Array) => number}
 */
export function compile(node, place) {
  const { kind, value } = node;
  if (value !== null) return () => value;
  if (kind === "name") {
    const at = place(node.name);
    return (numbers) => numbers[at];
  }
  const [a, b, c] = node.parts.map((part) => compile(part, place));
  if (kind === "minus") return (numbers) => -a(numbers);
  // A square is a product, exactly as NumPy computes it.
  if (kind === "**" && node.parts[1].value === 2) {
    return (numbers) => {
      const base = a(numbers);
      return base * base;
    };
  }
  const apply = kind === "call" ? functions[node.name].apply : TWO[kind];
  if (c) return (numbers) => apply(a(numbers), b(numbers), c(numbers));
  if (b) return (numbers) => apply(a(numbers), b(numbers));
  return (numbers) => apply(a(numbers));
}

/** The value of a node all of whose parts have one. */
export function evaluate(node) {
  const value = compile({ ...node, value: null }, () => 0)(new Float64Array(0));
  return Number(value);
}
