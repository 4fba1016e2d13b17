/** The worker in which typed rules run. It says when it is ready, then answers each job. */

import { work } from "./run.js";

addEventListener("message", ({ data }) => postMessage(work(data)));
postMessage("ready");
