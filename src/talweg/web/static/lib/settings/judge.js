/**
 * The judge: settings in, legal settings out, and words about those that were not legal.
 * `course/schema/judge.py` is this file in Python, kind by kind; a schema is printed from `course/settings/`.
 */

import { exact } from "../number.js";
import { legal, nearest, spanText } from "./range.js";

/**
 * @import { Parameter } from "../../formulas.js"
 * @import { ChoiceField, Counts, Field, HyperField, NumberField, NumbersField, PlacesField, Schema, SeveralField, TablesField, TextField } from "../../../types/settings.d.ts"
 */

const LONGEST = 60;
const LEFT_OUT = "it is left out";
/** @type {NumberField} */
const ANY = { kind: "number", default: null, low: -Infinity, high: Infinity, none: null, lowOpen: true, highOpen: true, integer: false };

const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isNumber = (value) => typeof value === "number";
const end = (value, counts) => (typeof value === "function" ? Number(value(counts)) : value);

function full(value) {
  if (isNumber(value)) return exact(value);
  if (Array.isArray(value)) return value.map(full).join(", ");
  return isTable(value) ? "a table" : String(value);
}

/** A value of any kind in a sentence. */
const shown = (value) => [...full(value)].slice(0, LONGEST).join("");

/**
 * A number's range, its ends worked out.
 * @param {NumberField | Parameter} field
 * @param {Counts} [counts]
 * @returns {Parameter} its default is null where the setting may be null and that means no number
 */
export function rangeOf(field, counts = {}) {
  const none = "none" in field ? field.none : null;
  /** @type {any} */
  const range = {
    default: none === null ? field.default : end(none, counts),
    low: end(field.low, counts),
    high: end(field.high, counts),
    lowOpen: field.lowOpen,
    highOpen: field.highOpen,
    integer: field.integer,
  };
  // A default that the other settings leave no room for gives way.
  const fitting = range.default === null ? null : nearest(range.default, { ...range, summary: "" });
  return { ...range, default: fitting, summary: spanText(range) };
}

/** One judgement: the settings so far, what each counts as in arithmetic, and what was refused. */
export class Judge {
  /** @type {Record<string, any>} */
  settings = {};
  /** @type {Counts} */
  counts = {};
  /** @type {string[]} */
  refused = [];
  #where;

  /** @param {string} [where] " in the link" on a page that has one */
  constructor(where = "") {
    this.#where = where;
  }

  /**
   * @param {string} name
   * @param {unknown} value
   * @param {string} why it is not legal
   * @param {string} outcome what happens instead
   */
  refuse(name, value, why, outcome) {
    this.refused.push(`${name} = ${shown(value)}${this.#where} ${why}; ${outcome}.`);
  }

  /**
   * The legal settings nearest to those given; what is missing rests.
   * @param {Schema} schema
   * @param {(name: string) => any} get
   * @returns {any} of the types that the schema says
   */
  all(schema, get) {
    for (const [name, field] of Object.entries(schema)) {
      const [given, said] = [get(name), this.refused.length];
      this.settings[name] = KINDS[field.kind](this, name, given === undefined ? structuredClone(field.default) : given, field);
      if (given === undefined) this.refused.length = said; // a default gives way without a word
      this.counts[name] = count(this.settings[name], field, this.counts);
    }
    return this.settings;
  }

  /**
   * @param {string} name
   * @param {unknown} value
   * @param {NumberField | Parameter} field
   * @returns {number | null}
   */
  number(name, value, field) {
    const range = rangeOf(field, this.counts);
    if (value === null && field.default === null) return null;
    const used = nearest(value, range);
    if (!legal(value, range)) {
      this.refuse(name, value, isNumber(value) ? `is outside ${range.summary}` : "is not a number", used === null ? LEFT_OUT : `using ${exact(used)}`);
    }
    return "none" in field && field.none !== null && used === range.default ? null : used;
  }

  /**
   * Hyperparameters that were set: legal ones kept, the rest mended or left out.
   * @param {string} name the setting, or the formula
   * @param {string} owner what stands before a hyperparameter's name
   * @param {any} value
   * @param {Record<string, Parameter | NumberField>} ranges
   */
  hyper(name, owner, value, ranges) {
    /** @type {Record<string, any>} */
    const kept = {};
    if (!this.#table(name, value)) return kept;
    for (const [key, each] of Object.entries(value)) {
      if (Object.hasOwn(ranges, key)) kept[key] = this.number(`${owner}${key}`, each, ranges[key]);
      else this.refuse(`${owner}${key}`, each, "names no hyperparameter", LEFT_OUT);
    }
    return kept;
  }

  #table(name, value) {
    if (!isTable(value)) this.refuse(name, value, "is not a set of values", "using the defaults");
    return isTable(value);
  }

  /** @param {string} name @param {any} value @param {TablesField} field */
  tables(name, value, field) {
    /** @type {Record<string, any>} */
    const kept = {};
    if (!this.#table(name, value)) return kept;
    for (const [each, own] of Object.entries(value)) {
      if (Object.hasOwn(field.tables, each)) kept[each] = this.hyper(each, `${each} `, own, field.tables[each]);
      else this.refuse(name, each, `is not a ${field.noun} known here`, LEFT_OUT);
    }
    return kept;
  }

  /** The name of a hyperparameter, whose value another setting holds. @param {string} name @param {unknown} value @param {HyperField} field */
  name(name, value, { tables, on, apart }) {
    if (value === null) return null;
    const known = tables.flatMap((table, i) => Object.keys(table[this.settings[on[i]]]));
    if (typeof value !== "string" || !known.includes(value)) this.refuse(name, value, "names no hyperparameter", LEFT_OUT);
    else if (apart !== null && this.settings[apart] === value) this.refuse(name, value, `is ${apart} already`, LEFT_OUT);
    else return value;
    return null;
  }

  /** @param {string} name @param {any} value */
  values(name, value) {
    if (!this.#table(name, value)) return {};
    const kept = Object.entries(value).map(([key, each]) => [key, this.number(`${name} ${key}`, each, ANY)]);
    return Object.fromEntries(kept.filter(([, each]) => each !== null));
  }

  /** @param {string} name @param {unknown} value @param {ChoiceField} field */
  choice(name, value, field) {
    const asked = isNumber(value) ? String(value) : value;
    if (value === null && field.default === null) return null;
    if (typeof asked === "string" && Object.hasOwn(field.options, asked)) return asked;
    this.refuse(name, value, "is not known here", field.default === null ? LEFT_OUT : `using ${field.options[field.default]}`);
    return field.default;
  }

  /** @param {string} name @param {unknown} value @param {SeveralField} field */
  several(name, value, field) {
    const { options, noun, most } = field;
    const asked = Array.isArray(value) ? value : [value];
    const known = (each) => typeof each === "string" && Object.hasOwn(options, each);
    const strange = new Map(asked.filter((each) => !known(each)).map((each) => [shown(each), each]));
    for (const each of strange.values()) this.refuse(name, each, `is not a ${noun} known here`, LEFT_OUT);
    const names = Object.keys(options).filter((each) => asked.includes(each));
    if (names.length > most) this.refuse(name, names, `are more than ${exact(most)}`, `using the first ${exact(most)}`);
    return names.slice(0, most);
  }

  /** @param {string} name @param {unknown} value @param {NumbersField} field */
  numbers(name, value, field) {
    if (value === null && field.default === null) return null;
    const view = field.on === null ? [] : field.views[this.settings[field.on]].map(([low, high]) => ({ ...ANY, low, high, lowOpen: false, highOpen: false }));
    const ranges = [...view, ...field.ranges].map((each) => rangeOf(each, this.counts));
    const items = Array.isArray(value) ? value : [];
    const asked = items.map((each, i) => (field.word !== null && each === field.word ? ranges[i]?.high : each));
    if (items.length !== ranges.length || !asked.every(Number.isFinite)) {
      this.refuse(name, value, `is not ${field.what}`, field.default === null ? field.without : `using ${shown(field.default)}`);
      return structuredClone(field.default);
    }
    const kept = asked.map((each, i) => nearest(each, ranges[i]));
    if (kept.some((each, i) => each !== asked[i])) {
      const texts = [...new Set(ranges.map(({ summary }) => summary))];
      this.refuse(name, value, `is outside ${texts.join(" and ")}`, `using ${shown(kept)}`);
    }
    return field.word === null ? kept : kept.map((each, i) => (each === ranges[i].high ? field.word : each));
  }

  /** @param {string} name @param {unknown} value @param {PlacesField} field */
  places(name, value, field) {
    const items = Array.isArray(value) ? value : [value];
    const strange = items.findIndex((each) => !Number.isFinite(each));
    const count = Math.floor((strange < 0 ? items.length : strange) / 2);
    if (2 * count < items.length) {
      this.refuse(name, items.slice(2 * count, 2 * count + 2), "is not a place, which is two numbers", `the list ends after ${count}`);
    }
    const [most, range] = [end(field.most, this.counts), rangeOf(field.each, this.counts)];
    if (count > most) this.refuse(name, count, "places are too many", `the list ends after ${exact(most)}`);
    const asked = items.slice(0, 2 * Math.min(count, most));
    const kept = asked.map((each) => nearest(each, range));
    const far = asked.findIndex((each, i) => each !== kept[i]);
    if (far >= 0) this.refuse(name, asked[far], `is outside ${range.summary}`, "the nearest place is used");
    return kept;
  }

  /** @param {string} name @param {unknown} value @param {TextField} field */
  text(name, value, field) {
    if (typeof value !== "string") {
      this.refuse(name, value, "is not a text", "using the default");
      return field.default;
    }
    const letters = [...value];
    if (letters.length <= field.most + field.spare) return value;
    const [has, most] = [letters.length, field.most].map((each) => each.toLocaleString("en"));
    this.refuse(name, value, `has ${has} characters, more than ${most}`, "the rest is cut off");
    return letters.slice(0, field.most).join("");
  }
}

/** @type {Record<Field["kind"], (judge: Judge, name: string, value: any, field: any) => any>} */
const KINDS = {
  number: (judge, name, value, field) => judge.number(name, value, field),
  choice: (judge, name, value, field) => judge.choice(name, value, field),
  several: (judge, name, value, field) => judge.several(name, value, field),
  numbers: (judge, name, value, field) => judge.numbers(name, value, field),
  places: (judge, name, value, field) => judge.places(name, value, field),
  table: (judge, name, value, field) => judge.hyper(name, "", value, field.tables[judge.settings[field.on]]),
  tables: (judge, name, value, field) => judge.tables(name, value, field),
  hyper: (judge, name, value, field) => judge.name(name, value, field),
  values: (judge, name, value) => judge.values(name, value),
  text: (judge, name, value, field) => judge.text(name, value, field),
};

/**
 * What a setting counts as in arithmetic.
 * @param {any} value
 * @param {Field} field
 * @param {Counts} counts
 * @returns {number}
 */
function count(value, field, counts) {
  if (field.kind === "number") return value ?? (field.none === null ? NaN : end(field.none, counts));
  if (field.kind === "choice") return [...Object.keys(field.options), null].indexOf(value);
  if (field.kind === "places") return value.length / 2;
  return value === null ? NaN : isTable(value) ? Object.keys(value).length : value.length;
}
