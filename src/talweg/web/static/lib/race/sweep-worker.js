/** Sweeps away from the page, so that nothing blocks a drag: a job comes in, the best rate goes out. */

import { optimizers, surfaces } from "../../formulas.js";
import { bestRate } from "./sweep.js";

addEventListener("message", ({ data: { key, rule, h, surface, ...setup } }) => {
  postMessage({ key, found: bestRate(optimizers[rule], h, { ...setup, surface: surfaces[surface] }) });
});
