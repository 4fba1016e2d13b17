/** Mounting panels: `<div data-panel="race"><div class="still">picture</div></div>`, loaded when they come near the view. */

import { h } from "../dom.js";
import { LinkModel } from "../model/link-model.js";

const NEAR = "800px";

const hosts = () => [...document.querySelectorAll("[data-panel]")];
const modelName = (host) => host.dataset.model || host.dataset.panel;

/** The panel is named by the page's author, and still only a plain word may become a path. */
function load(name) {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`no panel is called ${name}`);
  return import(`../../panels/${name}/panel.js`);
}

/** Panels that share a model share one table of defaults. */
async function makeModel(name, address) {
  const sharing = [...new Set(hosts().filter((host) => modelName(host) === name).map((host) => host.dataset.panel))];
  const panels = await Promise.all(sharing.map(load));
  return new LinkModel(name, Object.assign({}, ...panels.map((panel) => panel.default.state)), address);
}

async function mount(host, models, address) {
  const name = modelName(host);
  const still = [...host.querySelectorAll(":scope > .still")];
  try {
    if (!models.has(name)) models.set(name, makeModel(name, address));
    const [panel, model] = await Promise.all([load(host.dataset.panel), models.get(name)]);
    host.before(...still); // what is printed in the panel's place
    host.replaceChildren();
    panel.default.render({ model, el: host });
    host.dataset.ready = "";
  } catch (error) {
    host.dataset.failed = "";
    host.replaceChildren(...still, h("p", { class: "tw-failed", role: "status" }, "This panel could not start here. The text around it stands on its own."));
    console.error(error);
  }
}

/** @param {import("./address.js").Address} address */
export function mountPanels(address) {
  const models = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      observer.unobserve(entry.target);
      mount(entry.target, models, address);
    }
  }, { rootMargin: NEAR });
  for (const host of hosts()) observer.observe(host);
}
