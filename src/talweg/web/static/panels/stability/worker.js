/** Measures maps away from the page: a job comes in, its cells go out, ever finer; a newer job ends an older one. */

import { measurer } from "./measure.js";

const take = measurer((measured) => postMessage(measured));
addEventListener("message", ({ data }) => take(data));
