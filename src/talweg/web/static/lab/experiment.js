/** An experiment as it is told: what it compares, its runs so far, and how it ended. Pure bookkeeping, drawn elsewhere. */

/**
 * @import { Style } from "../data/styles.js"
 * @typedef {[number, number | null][]} Curve steps and measured values; null where the run had left
 * @typedef {{ rule: string, trial: number, seed: number, hyper: string, final: number | null, curve: Curve }} Run
 * @typedef {Pick<Run, "rule" | "trial" | "seed" | "curve">} Growing
 * @typedef {{ first: string, second: string, winner: string | null, said: string }} Verdict
 * @typedef {object} End
 * @property {"done" | "failed" | "cancelled" | "late" | "lost"} status
 * @property {string} said
 * @property {string} [heading]
 * @property {string[][]} [table] a head and a row for each rule, the best first
 * @property {Verdict[]} [verdicts]
 * @property {string[]} [warnings]
 * @property {string} [again]
 * @property {Record<string, { trial: number, seeds: number[] }>} [reported] the runs that are reported, by rule
 * @typedef {object} Experiment
 * @property {any} began what is compared; null before that is known
 * @property {{ name: string, runs: number, done: number, since: number }} stage
 * @property {Run[]} runs of all stages
 * @property {Growing | null} growing the run that goes on, as far as it is told
 * @property {End | null} end
 */

/** @returns {Experiment} */
export const untold = () => ({ began: null, stage: { name: "", runs: 0, done: 0, since: 0 }, runs: [], growing: null, end: null });

/**
 * What it compares, in a line.
 * @param {Experiment} experiment
 */
export const titleOf = ({ began }) =>
  began ? `${began.rules.map((each) => each.name).join(", ")} on ${began.problem}${began.loss ? `, by ${began.loss}` : ""}` : "A comparison";

/**
 * The experiment after one more event.
 * @param {Experiment} before
 * @param {any} event
 * @param {number} now milliseconds
 * @returns {Experiment}
 */
export function after(before, { kind, ...what }, now) {
  if (kind === "began") return { ...before, began: what };
  if (kind === "stage") return { ...before, stage: { name: what.name, runs: what.runs, done: 0, since: now } };
  if (kind === "going") return { ...before, growing: what.new ? what : { ...what, curve: [...(before.growing?.curve ?? []), ...what.curve] } };
  if (kind === "run") return { ...before, growing: null, runs: [...before.runs, what], stage: { ...before.stage, done: before.stage.done + 1 } };
  if (kind === "end") return { ...before, growing: null, end: what };
  return before;
}

/**
 * Which runs of each rule are drawn: those that are reported once that is known; before that those of its best trial.
 * @param {Experiment} experiment
 * @param {string} rule
 * @returns {Run[]}
 */
export function shownRuns({ runs, end }, rule) {
  const own = runs.filter((run) => run.rule === rule && run.trial >= 0);
  const reported = end?.reported?.[rule];
  if (reported) {
    const seen = new Map(own.filter(({ trial, seed }) => trial === reported.trial && reported.seeds.includes(seed)).map((run) => [run.seed, run]));
    return [...seen.values()];
  }
  /** @type {Map<number, Run[]>} */
  const trials = new Map();
  for (const run of own) trials.set(run.trial, [...(trials.get(run.trial) ?? []), run]);
  const [best] = [...trials.values()].sort((a, b) => middle(a.map(last)) - middle(b.map(last)));
  return best ?? [];
}

const last = ({ final }) => final ?? Infinity;

/**
 * The median, of an even number the lower of the two in the middle: it is a value that was measured.
 * @param {number[]} values
 */
export const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;

/**
 * The median of runs at every step at which they were measured.
 * @param {Run[]} runs
 * @returns {{ xs: number[], ys: number[], left: boolean }} ends where the median is no number any more
 */
export function medianCurve(runs) {
  /** @type {[number[], number[]]} */
  const [xs, ys] = [[], []];
  for (const [place, [step]] of (runs[0]?.curve ?? []).entries()) {
    const value = middle(runs.map(({ curve }) => curve[place]?.[1] ?? Infinity));
    if (!Number.isFinite(value)) return { xs, ys, left: true };
    xs.push(step);
    ys.push(value);
  }
  return { xs, ys, left: false };
}

const STAGES = { tuning: "Tuning", reporting: "Reporting", sensitivity: "Looking how far the rate may be off" };

/**
 * How far it is, in words.
 * @param {Experiment} experiment
 * @param {number} now milliseconds
 */
export function progressWords({ stage, end }, now) {
  if (end) return { done: "Done.", late: end.said, failed: end.said, cancelled: end.said, lost: end.said }[end.status];
  if (!stage.runs) return "Getting ready …";
  const left = stage.done ? ((now - stage.since) / stage.done) * (stage.runs - stage.done) : NaN;
  const time = Number.isFinite(left) ? `, about ${spoken(left)} left` : "";
  return `${STAGES[stage.name] ?? stage.name}: ${stage.done} of ${stage.runs} runs${time}`;
}

function spoken(milliseconds) {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  return `${Math.round(seconds / 60)} minutes`;
}
