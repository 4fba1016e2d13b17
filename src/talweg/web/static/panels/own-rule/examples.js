/** Rules to start from: ideas that the library does not have, and the listing of every rule that it has. */

import data from "../../data/own_rule.js";
import { optimizers } from "../../formulas.js";

/** Each with its label, and as a text that a learner would write. */
export const IDEAS = data.ideas;

/** The listings of the library: the code that runs. */
export const LISTINGS = Object.values(optimizers).map(({ label, source }) => ({ label, text: source.text }));
