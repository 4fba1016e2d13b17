/** The comparisons that this browser has seen to their end. */

const KEY = "talweg.lab";
const MOST = 12;

/** @typedef {{ name: string, title: string, said: string }} Seen */

/** @returns {Seen[]} the latest first; none where the browser keeps nothing */
export function earlier() {
  try {
    const known = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(known) ? known.filter(({ name, title, said }) => [name, title, said].every((each) => typeof each === "string")) : [];
  } catch {
    return [];
  }
}

/** @param {Seen} seen */
export function remember(seen) {
  try {
    localStorage.setItem(KEY, JSON.stringify([seen, ...earlier().filter(({ name }) => name !== seen.name)].slice(0, MOST)));
  } catch {
    // A browser that keeps nothing forgets this, too.
  }
}
