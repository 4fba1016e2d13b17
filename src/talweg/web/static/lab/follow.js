/** Hearing of an experiment, from its beginning to its end. */

import { siteAddress } from "../lib/page/pages.js";
import { after, untold } from "./experiment.js";

/** @import { Experiment } from "./experiment.js" */

/**
 * Where something of an experiment is.
 * @param {string} id
 * @param {string} what
 */
export const addressOf = (id, what) => siteAddress(`api/lab/experiments/${encodeURIComponent(id)}/${what}`);

/**
 * @param {string} id
 * @param {(experiment: Experiment) => void} onNews as far as it is told
 * @param {(gone: boolean) => void} onTrouble the connection is away; `gone`: for good
 * @returns {() => void} hear no more
 */
export function follow(id, onNews, onTrouble) {
  let experiment = untold();
  const stream = new EventSource(addressOf(id, "events"));
  stream.addEventListener("message", ({ data }) => {
    experiment = after(experiment, JSON.parse(data), Date.now());
    if (experiment.end) stream.close();
    onNews(experiment);
  });
  stream.addEventListener("error", () => onTrouble(stream.readyState === EventSource.CLOSED));
  return () => stream.close();
}
