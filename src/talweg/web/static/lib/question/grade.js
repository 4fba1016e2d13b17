/** Judging an answer by its key, where the key has come along. The library judges the same way: `question/paper.py`. */

const same = (a, b) => a.length === b.length && a.every((each, i) => each === b[i]);

/**
 * @typedef {object} Verdict
 * @property {boolean} right
 * @property {{ why: string, see: string | null, misconception: string | null }[]} slips the wrong answers recognised
 */

/** A slip counts within the same share of its size as the right answer does. */
function slipNear({ answer, room, slips }, response) {
  const share = room / (Math.abs(answer) || 1);
  return slips.filter((slip) => Math.abs(response - slip.answer) <= share * (Math.abs(slip.answer) || 1)).slice(0, 1);
}

const FORMS = {
  choice(key, place) {
    const chosen = key.options[place];
    return { right: chosen.right, slips: chosen.right ? [] : [chosen] };
  },
  several(key, places) {
    const slips = places.map((place) => key.options[place]).filter((option) => !option.right);
    const wanted = key.options.filter((option) => option.right).length;
    return { right: slips.length === 0 && places.length === wanted, slips };
  },
  number(key, value) {
    const right = Math.abs(value - key.answer) <= key.room;
    return { right, slips: right ? [] : slipNear(key, value) };
  },
  order: (key, places) => ({ right: same(places, key.answer), slips: key.slips.filter((slip) => same(places, slip.answer)) }),
};

/**
 * @param {{ form: string }} asked
 * @param {any} key
 * @param {any} response the place of an option, places, or a number
 * @returns {Verdict}
 */
export const grade = (asked, key, response) => FORMS[asked.form](key, response);
