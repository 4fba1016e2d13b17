/** The loader of a bundle: makes each module when it is first asked for, and starts a worker from the ones it needs. */
// deno-lint-ignore no-unused-vars -- web/bundle.py puts the call behind it
function link(modules, reach) {
  const made = new Map();
  const use = (name) => {
    if (!made.has(name)) made.set(name, modules[name](use, work));
    return made.get(name);
  };
  const work = (name, options) => {
    const members = reach[name].map((each) => `${JSON.stringify(each)}: ${modules[each]}`);
    const text = `"use strict"; (${link})({${members.join(",\n")}}, ${JSON.stringify(reach)})(${JSON.stringify(name)});`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    return new Worker(address, { ...options, type: "classic" }); // a page of no origin may start no module worker
  };
  return use;
}
