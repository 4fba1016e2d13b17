/** Hands jobs to the worker, the latest first, and stops a worker that takes too long. */

import { work } from "./run.js";

/** A job may take so long, in milliseconds. Even the longest rule needs a small part of it. */
export const LIMIT = 2000;

/**
 * @param {() => void} onAnswer something has been answered: `answer` knows it
 */
export function ruleRunner(onAnswer) {
  let worker = null;
  let ready = false;
  let timer = 0;
  let running = null; // the key of the job that the worker has
  let waiting = null; // the latest job, for when the worker is free
  let answered = { key: null, result: null };

  const settle = (key, result) => {
    clearTimeout(timer);
    running = null;
    answered = { key, result };
    hand();
    onAnswer();
  };
  const drop = () => {
    clearTimeout(timer);
    worker?.terminate();
    [worker, ready] = [null, false];
  };
  const start = () => {
    worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      if (data !== "ready") return settle(running, data);
      ready = true;
      hand();
    });
    worker.addEventListener("error", () => {
      drop();
      inPlace();
    });
  };
  /** Where no worker can be had, as in some notebooks: a rule has no loops, so it always ends. */
  const inPlace = () => {
    if (!waiting) return;
    const { key, job } = waiting;
    waiting = null;
    settle(key, work(job));
  };
  function hand() {
    if (!waiting || running) return;
    try {
      if (!worker) start();
    } catch {
      return inPlace();
    }
    if (!ready) return;
    const { key, job } = waiting;
    [running, waiting] = [key, null];
    worker.postMessage(job);
    timer = setTimeout(() => {
      drop();
      settle(key, { stopped: true });
    }, LIMIT);
  }
  return {
    /**
     * What is known of a job; one that is new is begun.
     * @param {import("./run.js").Job} job
     * @returns {ReturnType<typeof work> | { stopped: true } | null} null until it is answered
     */
    answer(job) {
      const key = JSON.stringify(job);
      if (answered.key === key) return answered.result;
      if (running !== key) {
        waiting = { key, job };
        hand();
      } else waiting = null;
      return null;
    },
    stop: drop,
  };
}
