/** The hike in words: what is felt underfoot, where the next step goes, and who stands lowest. */

import { lowest } from "../../lib/map/terrain.js";
import { brief } from "../../lib/number.js";
import { SWEEP } from "../../lib/race/sweep.js";

const WINDS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

/** @param {number} bearing in degrees @returns {string} */
export const wind = (bearing) => WINDS[Math.round(bearing / 45) % WINDS.length];

/** @param {number} count @param {string} one @returns {string} */
export const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** @param {number} turn @returns {string} */
export function turned(turn) {
  if (turn === 0) return "straight down";
  if (Math.abs(turn) === 180) return "straight up";
  return `${Math.abs(turn)}\u00b0 ${turn > 0 ? "right" : "left"} of straight down`;
}

/** The slope underfoot. */
export const slopeText = ({ slope, heading, level }) => (level ? "level: no way is down" : `${brief(slope)}, down is ${wind(heading)}`);

/** How f has changed since the stop before. */
export function changeText({ you, taken }) {
  if (!taken) return "at the start";
  const change = you.f[taken] - you.f[taken - 1];
  if (!change) return "as high as before this step";
  return `${brief(Math.abs(change))} ${change < 0 ? "lower" : "higher"} than before this step`;
}

/** The rate at which gradient descent would take a step of this length: a step is rate times slope. */
const rate = (length, { slope }) => brief(length / slope);

/** @returns {string} where the flag stands */
export function aimText({ turn, toward, length, next, felt, taken }) {
  const { level } = felt[taken];
  const way = level ? `To the ${wind(toward)}` : `${turned(turn)[0].toUpperCase()}${turned(turn).slice(1)}, to the ${wind(toward)}`;
  const long = next.cut ? "as far as the edge of the map" : `${brief(length)} long`;
  const descent = turn === 0 && !level && !next.cut
    ? `: gradient descent with lr = ${brief(length)} / ${brief(felt[taken].slope)} = ${rate(length, felt[taken])}`
    : "";
  return `${way}, ${long}${descent}.`;
}

/** One line for those who listen, while the blindfold is on. */
export function feltText(now) {
  const { you, taken, felt, left } = now;
  const ends = left ? `${counted(left, "step")} left` : "no step left: lift the blindfold";
  return `Step ${taken}: f ${brief(you.f[taken], 4)}, ${changeText(now)}. Slope ${slopeText(felt[taken])}; ${ends}.`;
}

const ordinal = (place) => ["lowest", "second", "third", "last"][place];

/** The walkers from the lowest up; a run that left comes last. */
function order({ entries, runs }, taken) {
  const end = ({ name }) => (runs[name].diverged === null ? runs[name].f[taken] : Infinity);
  return entries.map((entry) => ({ label: entry.rule.label, name: entry.name, f: end(entry) })).sort((a, b) => a.f - b.f);
}

function placesText(placed, mine) {
  const [first, second] = placed;
  const next = Number.isFinite(second.f) ? `${second.label} comes next, at ${brief(second.f, 4)}` : "all the others diverged";
  const end = brief(placed[mine].f, 4);
  if (first.f === second.f && mine < 2) return `You and ${placed[1 - mine].label} stand equally low, at f = ${end}.`;
  if (mine === 0) return `You stand lowest, at f = ${end}; ${next}.`;
  return `${first.label} stands lowest, at f = ${brief(first.f, 4)}; you are ${ordinal(mine)}, at ${end}.`;
}

/**
 * Who stands lowest after the last step, and what it was worth.
 * @returns {string}
 */
export function verdictText({ taken, surface, shape, you }, party) {
  const placed = order(party, taken);
  const [start, end, floor] = [you.f[0], you.f[taken], lowest(surface, shape) ?? you.f[taken]];
  const way = end < start
    ? `you came down ${brief((100 * (start - end)) / (start - floor))}% of the way to the lowest ground there is, f = ${brief(floor)}`
    : `you did not come down; the lowest ground there is has f = ${brief(floor)}`;
  return `${placesText(placed, placed.findIndex(({ name }) => name === "you"))} From f = ${brief(start, 4)}, ${way}.`;
}

/**
 * What was equal, and what was not.
 * @returns {string}
 */
export function fairText({ taken, equal }, { entries }) {
  const alike = `Same start, ${counted(taken, "gradient")} each, no noise and no clipping.`;
  if (equal === "stride") {
    return `${alike} Each rule has the one rate at which its first step is as long as yours. It knew no more of the hill than ` +
      "you did; but you could change your stride at every step, and it has to make do with one rate.";
  }
  const swept = entries.filter(({ sweep }) => sweep);
  const edge = swept.filter(({ sweep }) => sweep.edge).map(({ rule }) => rule.label);
  const warn = edge.length ? ` For ${edge.join(" and ")} the best lies at the edge of what was tried.` : "";
  const tries = swept[0]?.sweep.tried;
  return `${alike} But every rule walks at the best of ${tries} rates tried on this very hill, from ${brief(10 ** SWEEP.low)} to ` +
    `${brief(10 ** SWEEP.high)}, the one that ends lowest: it has had ${tries} walks here, and you had one.${warn}`;
}
