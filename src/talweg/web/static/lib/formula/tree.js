/** Arithmetic read by precedence climbing, with Python's precedence, into a small tree. */

import { constants, functions, reserved } from "../../formulas.js";
import { exact, figures } from "../number.js";
import { evaluate } from "./values.js";
import { ALLOWED, Mistake, nearestName, strange } from "./words.js";

const [MOST_NODES, DEEPEST, LARGEST] = [400, 30, 1e100];
/**
 * How tightly each sign binds; a minus in front binds tighter than * and looser than **.
 * @type {Record<string, number>}
 */
const LEVEL = { "+": 1, "-": 1, "*": 2, "/": 2, "**": 4 };
const MINUS = 3;
const COMPARISONS = ["<", "<=", ">", ">="];

const compares = (node) => COMPARISONS.includes(node.kind);

/**
 * @import { Word } from "./words.js"
 *
 * @typedef {object} Node
 * @property {string} kind number, name, minus, call, or a sign: + - * / ** < <= > >=
 * @property {Node[]} parts what it is computed from
 * @property {string} name of a name or a function; else ""
 * @property {number | null} value where no name occurs in it
 * @property {Word} word where it stands
 */

/** Walks over the words of a text. Inside brackets a line may end anywhere, as in Python. */
export class Reader {
  #words;
  #here = 0;
  /** @type {Word[]} */
  #brackets = [];
  #nodes = 0;
  #depth = 0;
  #numbers;

  /**
   * @param {Word[]} words
   * @param {Record<string, number>} [numbers] names that stand for a number by themselves
   */
  constructor(words, numbers = {}) {
    this.#numbers = numbers;
    this.#words = words.filter((word) => word.kind !== "comment");
    /**
     * Words that Python writes as np.<name>, and that stand here without it.
     * @type {Word[]}
     */
    this.bare = [];
    /**
     * The declared functions that are called: Python imports them.
     * @type {Set<string>}
     */
    this.declared = new Set();
    /** The word that was taken last. */
    this.last = this.#words[0];
  }

  get word() {
    while (this.#brackets.length && this.#words[this.#here].kind === "line") this.#here++;
    const word = this.#words[this.#here];
    if (word.kind === "strange") throw strange(word);
    return word;
  }

  is = (...texts) => texts.includes(this.word.text);

  next() {
    const { word } = this;
    if (word.text === "(") this.#brackets.push(word);
    if (word.text === ")") this.#brackets.pop();
    if (word.kind !== "end") this.#here++;
    this.last = word;
    return word;
  }

  /** Take the word if it is this one. */
  skip(text) {
    return this.is(text) ? this.next() : null;
  }

  /** Take the word, which must be this one. */
  expect(text, why) {
    if (this.is(text)) return this.next();
    throw this.#unclosed() ?? new Mistake(this.word, `${quoted(this.word)} is not expected here; ${why}`);
  }

  /** A bracket that was still open where its line ended, if that is what went wrong. */
  #unclosed() {
    const open = this.#brackets.at(-1);
    if (!open) return null;
    const between = this.#words.slice(this.#words.indexOf(open), this.#here);
    const crossed = this.word.kind === "end" || between.some((word) => word.kind === "line");
    return crossed ? new Mistake(open, "this bracket is never closed; write ) where it ends") : null;
  }

  /**
   * @param {Node["kind"]} kind
   * @param {Word} word
   * @param {Node[]} parts
   * @param {{ name?: string, value?: number }} [extra]
   */
  #node(kind, word, parts, { name = "", value } = {}) {
    if (++this.#nodes > MOST_NODES) throw new Mistake(word, `this is too long; a rule has at most ${MOST_NODES} numbers, names and signs`);
    /** @type {Node} */
    const node = { kind, word, parts, name, value: value ?? null };
    this.#noComparison(node.name === "where" ? parts.slice(1) : parts);
    if (parts.length && parts.every((part) => part.value !== null)) {
      const worth = evaluate(node);
      node.value = worth;
      if (!(Math.abs(worth) <= LARGEST)) {
        throw new Mistake(word, `this works out to ${figures(worth, 3)}; a number is at most ${exact(LARGEST)}`);
      }
    }
    return node;
  }

  #noComparison(parts) {
    const found = parts.find(compares);
    if (found) throw new Mistake(found.word, "a comparison belongs first into where; write np.where(v * g < 0, 0, v)");
  }

  /**
   * An expression of signs that bind at least so tightly.
   * @returns {Node}
   */
  expression(level = 1) {
    if (++this.#depth > DEEPEST) throw new Mistake(this.word, `this is too deep; a rule has at most ${DEEPEST} brackets and signs inside one another`);
    let left = this.is("-") ? this.#minus() : this.#operand();
    while (Object.hasOwn(LEVEL, this.word.text) && LEVEL[this.word.text] >= level) {
      const word = this.next();
      // To the right of ** stands another power or a minus; a - b - c goes by the left.
      const right = this.expression(word.text === "**" ? MINUS : LEVEL[word.text] + 1);
      left = this.#node(word.text, word, [left, right]);
    }
    this.#depth--;
    return left;
  }

  #minus() {
    const word = this.next();
    return this.#node("minus", word, [this.expression(MINUS)]);
  }

  #operand() {
    const { word } = this;
    if (word.kind === "number") return this.#number(this.next());
    if (word.kind === "name") return this.#name();
    if (this.skip("(")) {
      const inner = this.#test();
      this.expect(")", "close the bracket with )");
      return inner;
    }
    const why = word.text === "+" ? "take it away" : "write a number, a name or a bracket there";
    throw this.#unclosed() ?? new Mistake(word, `something is missing before ${quoted(word)}; ${why}`);
  }

  #number(word) {
    const value = Number(word.text.replaceAll("_", ""));
    if (!(value <= LARGEST)) throw new Mistake(word, `${quoted(word)} is too large; a number is at most ${exact(LARGEST)}`);
    if (/^0\d+$/.test(word.text)) throw new Mistake(word, `${quoted(word)} begins with a zero; write ${Number(word.text)}`);
    return this.#node("number", word, [], { value });
  }

  #name() {
    let word = this.next();
    const prefixed = word.text === "np";
    if (prefixed) {
      this.expect(".", "write np. before a function, such as np.sqrt(v)");
      word = this.next();
    }
    if (this.is("(")) return this.#call(word, prefixed);
    if (!prefixed && Object.hasOwn(this.#numbers, word.text)) return this.#node("number", word, [], { value: this.#numbers[word.text] });
    if (!prefixed) checkWord(word);
    if (!prefixed) return this.#node("name", word, [], { name: word.text });
    if (Object.hasOwn(constants, word.text)) return this.#node("number", word, [], { value: constants[word.text] });
    if (Object.hasOwn(functions, word.text)) throw new Mistake(word, `${quoted(word)} needs brackets; write np.${word.text}(x)`);
    throw unknownFunction(word);
  }

  #call(word, prefixed) {
    if (!Object.hasOwn(functions, word.text)) throw unknownFunction(word);
    const { arity, declared } = functions[word.text];
    if (declared && prefixed) throw new Mistake(word, `${quoted(word)} is not NumPy's; write it without np.`);
    if (declared) this.declared.add(word.text);
    else if (!prefixed) this.bare.push(word);
    this.next();
    const parts = [this.#test()];
    while (this.skip(",") && !this.is(")")) parts.push(this.#test());
    this.expect(")", "close the function's bracket with )");
    if (parts.length !== arity) throw new Mistake(word, `${quoted(word)} takes ${arity} ${arity === 1 ? "number" : "numbers"}, got ${parts.length}`);
    if (word.text === "where" && !compares(parts[0])) {
      throw new Mistake(parts[0].word, "where needs a comparison first; write np.where(v * g < 0, 0, v)");
    }
    return this.#node("call", word, parts, { name: word.text });
  }

  /** An expression, or one comparison of two. */
  #test() {
    const left = this.expression();
    if (!this.is(...COMPARISONS)) return left;
    const word = this.next();
    const node = this.#node(word.text, word, [left, this.expression()]);
    if (this.is(...COMPARISONS)) throw new Mistake(this.word, "one comparison at a time; write a second np.where inside the first");
    return node;
  }

  /** A whole expression, up to a comma or the end of its line. */
  whole() {
    const node = this.#test();
    this.#noComparison([node]);
    const { word } = this;
    if (word.kind === "number" || word.kind === "name" || word.text === "(") {
      throw new Mistake(word, `${quoted(word)} needs a sign before it; write *${word.text} for times`);
    }
    if (word.text === ")") throw new Mistake(word, "this bracket closes none; take it away, or open one before it");
    return node;
  }
}

/** A word as a sentence names it. */
export function quoted({ kind, text }) {
  if (kind === "line") return "the end of the line";
  return kind === "end" ? "the end of the text" : `\u201c${text.slice(0, 30)}\u201d`;
}

/** A word that stands for a number must be free for it. */
export function checkWord(word) {
  if (/^__.*[^_].*__$/.test(word.text) || reserved.includes(word.text)) {
    throw new Mistake(word, `${quoted(word)} cannot be a name in a rule; Python needs it for itself`);
  }
  if (Object.hasOwn(functions, word.text) && functions[word.text].declared) {
    throw new Mistake(word, `${quoted(word)} is a function; call it, or choose another name`);
  }
}

function unknownFunction(word) {
  const names = Object.keys(functions);
  const near = nearestName(word.text, [...names, ...Object.keys(constants)]);
  const hint = near ? `did you mean ${near}?` : `the functions are ${names.join(", ")}`;
  return new Mistake(word, word.kind === "name" ? `${quoted(word)} is not a function here; ${hint}` : `${quoted(word)} is not allowed after np.; ${ALLOWED}`);
}
