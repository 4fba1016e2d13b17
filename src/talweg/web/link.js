/**
 * The loader of a bundle: makes each module when it is first asked for, and starts a worker from the ones it needs.
 * @param {Record<string, (use: (name: string) => any, work: (name: string, options: WorkerOptions) => Worker) => any>} modules
 * @param {Record<string, string[]>} reach by worker, the modules it needs
 */
// deno-lint-ignore no-unused-vars -- the bundle that it heads calls it
function link(modules, reach) {
  /** @type {Map<string, any>} */
  const made = new Map();
  const use = (/** @type {string} */ name) => {
    if (!made.has(name)) made.set(name, modules[name](use, work));
    return made.get(name);
  };
  const work = (/** @type {string} */ name, /** @type {WorkerOptions} */ options) => {
    const members = reach[name].map((each) => `${JSON.stringify(each)}: ${modules[each]}`);
    const text = `"use strict"; (${link})({${members.join(",\n")}}, ${JSON.stringify(reach)})(${JSON.stringify(name)});`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    return new Worker(address, { ...options, type: "classic" }); // a page of no origin may start no module worker
  };
  return use;
}
