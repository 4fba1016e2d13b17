/** The one way to the server: JSON there and back, and errors that say whether it is worth trying again. */

import { siteAddress } from "./pages.js";

const ROOT = siteAddress("api/");
/** Longer than the server itself waits for its store. */
const PATIENCE = 20_000;
/** No connection, too many requests, a server that is busy or away; and whoever must log in again can do so. */
const PASSING = [0, 401, 403, 408, 429];

export class ApiError extends Error {
  /**
   * @param {string} message a sentence for the reader
   * @param {number} status of the answer; 0 where none came
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return PASSING.includes(this.status) || this.status >= 500;
  }
}

async function ask(path, options) {
  let reply;
  let body = null;
  try {
    reply = await fetch(new URL(path, ROOT), { signal: AbortSignal.timeout(PATIENCE), ...options });
    body = await (reply.ok ? reply.json() : reply.json().catch(() => null)); // an answer that breaks off is none
  } catch {
    throw new ApiError("There is no connection to the server.", 0);
  }
  if (!reply.ok) throw new ApiError(typeof body?.detail === "string" ? body.detail : `The server answered ${reply.status}.`, reply.status);
  return body;
}

/** What a page of ours knows and another site's does not. */
const token = () => {
  /** @type {HTMLMetaElement | null} */
  const meta = document.querySelector("meta[name='talweg-token']");
  return meta?.content ?? "";
};

/**
 * @param {string} path below `api/`, such as `sittings`
 * @returns {Promise<any>} rejects with an ApiError
 */
export const get = (path) => ask(path, { headers: { Accept: "application/json" } });

/**
 * @param {string} path
 * @param {any} body plain JSON
 * @returns {Promise<any>} rejects with an ApiError
 */
export const post = (path, body = {}) =>
  ask(path, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-Talweg-Token": token() },
    body: JSON.stringify(body),
    keepalive: true, // what was sent arrives even if the page is left
  });

/**
 * @param {string} path
 * @param {File} file handed over as it is
 * @returns {Promise<any>} rejects with an ApiError
 */
export const send = (path, file) => ask(path, { method: "POST", headers: { Accept: "application/json", "X-Talweg-Token": token() }, body: file });
