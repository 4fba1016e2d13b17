/** Where the exam leaves word for its report of the answers that came too late. */

/** @param {string} id of the exam */
export const lostKey = (id) => `talweg-lost-${id}`;
