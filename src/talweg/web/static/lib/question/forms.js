/** The forms of a question: a file for each way to answer. The library has a file of the same name in `question/forms/`. */

import { choice } from "./forms/choice.js";
import { lines } from "./forms/lines.js";
import { number } from "./forms/number.js";
import { order } from "./forms/order.js";
import { several } from "./forms/several.js";

/** @import { Asked, Form, Key, Verdict } from "../../../types/question.d.ts" */

/** @type {Record<string, Form>} */
export const FORMS = { choice, several, number, order, lines };

/**
 * Judge an answer where its key has come along.
 * @param {Asked} asked
 * @param {Key} key
 * @param {any} response
 * @returns {Verdict}
 */
export const grade = (asked, key, response) => FORMS[asked.form].grade(key, response);
