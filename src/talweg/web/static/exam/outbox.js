/** Answers on their way to the server, in order, each until it is acknowledged; a reload does not lose them. */

import { recall, remember, token } from "./kept.js";

/** Typing rests this long before it is sent. */
const REST = 500;
const RETRY = [1000, 2000, 4000, 8000, 15_000];

/**
 * @typedef {{ place: number, response: any, token: string, tried: boolean }} Waiting
 * @param {object} options
 * @param {string} options.key where the tab remembers what waits
 * @param {(answer: Waiting) => Promise<void>} options.send rejects with an ApiError
 * @param {() => void} options.onChange the state is another
 * @param {(answer: Waiting, error: import("../lib/page/api.js").ApiError) => void} options.onRefused it will never be taken
 */
export function outbox({ key, send, onChange, onRefused }) {
  /** @type {Waiting[]} */
  const waiting = recall(key) ?? [];
  /** @type {Promise<void> | null} */
  let running = null;
  let [failures, timer, trouble] = [0, 0, ""];

  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  };
  const keep = () => {
    remember(key, waiting.length ? waiting : null);
    onChange();
  };
  async function drain() {
    clearTimeout(timer);
    try {
      while (waiting.length) {
        const [first] = waiting;
        first.tried = true;
        keep();
        const error = await send(first).then(() => null, (failed) => failed);
        if (error?.passing) {
          trouble = error.message;
          later(RETRY[Math.min(failures++, RETRY.length - 1)]);
          return keep();
        }
        waiting.shift();
        [failures, trouble] = [0, ""];
        if (error) onRefused(first, error);
        keep();
      }
    } finally {
      running = null; // in the same breath as the last look: what is put next starts anew
    }
  }
  const run = async () => {
    if (running || waiting.length) await (running ??= drain());
  };
  addEventListener("online", run);

  return {
    /** Send what waits, now; done when it is sent, or when it cannot be. */
    flush: run,
    /** Send an answer: at once, or when the typing rests. */
    put(place, response, typing) {
      // One that may have reached the server goes first, as it was: a late copy of it must not replace this one.
      const open = waiting.find((each) => each.place === place && !each.tried);
      if (open) open.response = response;
      else waiting.push({ place, response, token: token(), tried: false });
      keep();
      if (typing) later(REST);
      else run();
    },
    /** By place, what waits; the last counts. */
    responses: () => new Map(waiting.map(({ place, response }) => [place, response])),
    get size() {
      return waiting.length;
    },
    /** Why the last try failed, or nothing. */
    get trouble() {
      return trouble;
    },
  };
}
