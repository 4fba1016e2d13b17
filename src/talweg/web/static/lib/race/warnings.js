/** The sentences under a race about runs that left or will leave. */

import { h, keyed, say } from "../dom.js";
import { RULE_OF_LEAVING, warning } from "./verdict.js";

/** @returns {{ el: HTMLElement, draw: (settings: any, runs: Map<string, any>) => void }} */
export function warnings() {
  const known = new Map();
  const el = h("div", { class: "tw-warnings" });
  const bound = h("p", { class: "tw-bound" }, RULE_OF_LEAVING);
  return {
    el,
    draw(settings, runs) {
      const said = settings.entries.map((entry) => [entry.name, warning(entry, runs.get(entry.name), settings)]).filter(([, text]) => text);
      keyed(el, known, said.map(([name]) => name), () => ({ el: h("p") }));
      for (const [name, text] of said) say(known.get(name).el, text);
      if (said.length) el.append(bound);
      else bound.remove();
    },
  };
}
