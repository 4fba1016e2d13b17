/** What this tab remembers of an exam until it is handed in; other tabs and other people do not see it. */

/** What this page knows, for browsers that keep nothing. */
const known = new Map();

/**
 * @param {string} key
 * @returns {any} null where there is nothing
 */
export function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return known.get(key) ?? null; // storage can be forbidden, or hold another's words
  }
}

/**
 * @param {string} key
 * @param {any} value plain JSON; null forgets
 */
export function remember(key, value) {
  known.set(key, value);
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Then it lasts for this page.
  }
}

/** A name that nobody else gives. */
export const token = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
