/** Mounting panels: `<div data-panel="race"><div class="still">picture</div></div>`, loaded when they come near the view. */

import { h, told } from "../dom.js";
import { LinkModel } from "../model/link-model.js";
import { noteUse } from "./used.js";

/**
 * @import { Address } from "./address.js"
 * @import { Panel } from "../model/events.js"
 */

const NEAR = "800px";
/** What asks questions and tells their answers: closed to whoever sits an exam. */
const ASKING = ["quick-check"];

/** @returns {NodeListOf<HTMLElement>} */
const hosts = () => document.querySelectorAll("[data-panel]");
const panelName = (/** @type {HTMLElement} */ host) => told(host, "panel");
const modelName = (/** @type {HTMLElement} */ host) => host.dataset.model || panelName(host);

/**
 * The panel is named by the page's author, and still only a plain word may become a path.
 * @param {string} name
 * @returns {Promise<{ default: Panel }>}
 */
function load(name) {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`no panel is called ${name}`);
  return import(`../../panels/${name}/panel.js`);
}

/**
 * Panels that share a model share one table of defaults.
 * @param {string} name
 * @param {Address} address
 */
async function makeModel(name, address) {
  const sharing = [...new Set([...hosts()].filter((host) => modelName(host) === name).map(panelName))];
  const panels = await Promise.all(sharing.map(load));
  return new LinkModel(name, Object.assign({}, ...panels.map((panel) => panel.default.state)), address);
}

/**
 * @param {HTMLElement} host
 * @param {Map<string, Promise<LinkModel>>} models those that are made, by name
 * @param {Address} address
 */
async function mount(host, models, address) {
  const name = modelName(host);
  /** @type {HTMLMetaElement | null} */
  const sitting = document.querySelector("meta[name='talweg-sitting']");
  if (sitting && ASKING.includes(panelName(host))) {
    const back = h("a", { href: sitting.content }, "Back to the exam");
    host.replaceChildren(h("p", {}, "This is closed while your exam goes on. ", back));
    host.dataset.ready = "";
    return;
  }
  /** @type {NodeListOf<HTMLElement>} */
  const found = host.querySelectorAll(":scope > .still");
  const still = [...found];
  try {
    const making = models.get(name) ?? makeModel(name, address);
    models.set(name, making);
    const [panel, model] = await Promise.all([load(panelName(host)), making]);
    for (const each of still) each.dataset.replaced = "";
    host.before(...still); // what is printed in the panel's place
    host.replaceChildren();
    panel.default.render({ model, el: host });
    host.dataset.ready = "";
    noteUse(host, panelName(host));
  } catch (error) {
    host.dataset.failed = "";
    for (const each of still) delete each.dataset.replaced;
    host.replaceChildren(...still, h("p", { class: "tw-failed", role: "status" }, "This panel could not start here. The text around it stands on its own."));
    console.error(error);
  }
}

/** @param {Address} address */
export function mountPanels(address) {
  const models = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      observer.unobserve(target);
      mount(target, models, address);
    }
  }, { rootMargin: NEAR });
  for (const host of hosts()) observer.observe(host);
}
