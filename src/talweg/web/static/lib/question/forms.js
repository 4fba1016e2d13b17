/** The forms of a question: a file for each way to answer. The library has a file of the same name in `question/forms/`. */

import { choice } from "./forms/choice.js";
import { number } from "./forms/number.js";
import { order } from "./forms/order.js";
import { several } from "./forms/several.js";

/**
 * @typedef {{ form: string, options: string[], unit: string, prompt: string, figure: string, level: number, section: string,
 *   name?: string, seed?: number, hint?: string }} Asked what may be known before the answer; texts are HTML
 * @typedef {{ right: boolean, why: string, misconception: string | null, see: string | null, answer?: any }} Slip
 * @typedef {{ why: string, see: string | null, options?: Slip[], answer?: any, room?: number, shown?: string, slips?: Slip[] }} Key
 *   what may be known afterwards: which of these there are depends on the form
 * @typedef {{ right: boolean, slips: Slip[] }} Verdict `slips` are the wrong answers that were recognised
 * @typedef {{ asked: Asked, key: Key, response: any, answered: boolean, right: boolean, credit: number }} Marked
 *   a question of an exam that is over
 */

/**
 * Where the answer is given.
 * @typedef {object} Field
 * @property {HTMLElement} el
 * @property {() => any} response null while there is no answer
 * @property {(response: any) => void} set null takes the answer back
 * @property {(key: Key) => void} mark shows the right one
 * @property {() => string} [unread] what to say of something typed that is no answer
 */

/**
 * @typedef {object} Form
 * @property {(asked: Asked, onChange: () => void) => Field} field
 * @property {(key: Key, response: any) => Verdict} grade judges by the key, as the library's form does
 * @property {(slips: Slip[]) => string} wrong what is said of a wrong answer
 * @property {string} missing what is said where there is no answer to check
 * @property {string} untouched what is said while there is none to keep
 * @property {boolean} typed whether a change is one of many, so that more may follow
 * @property {(place: Marked) => HTMLElement} marked what was answered, and what is right
 * @property {(key: Key, slips: Slip[]) => HTMLElement[]} reasons the whys that `marked` does not show
 */

/** @type {Record<string, Form>} */
export const FORMS = { choice, several, number, order };

/**
 * Judge an answer where its key has come along.
 * @param {Asked} asked
 * @param {Key} key
 * @param {any} response
 * @returns {Verdict}
 */
export const grade = (asked, key, response) => FORMS[asked.form].grade(key, response);
