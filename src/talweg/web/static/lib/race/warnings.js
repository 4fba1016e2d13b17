/** The sentences under a race about runs that left or will leave. */

import { h, keyed, say } from "../dom.js";
import { RULE_OF_LEAVING, warning } from "./verdict.js";

/**
 * @import { Run, Settings } from "./descent.js"
 * @returns {{ el: HTMLElement, draw: (settings: Settings, runs: Record<string, Run>) => void }}
 */
export function warnings() {
  const el = h("div", { class: "tw-warnings" });
  const lines = keyed(el, (/** @type {{ name: string, text: string }} */ _) => ({ el: h("p") }));
  const bound = h("p", { class: "tw-bound" }, RULE_OF_LEAVING);
  return {
    el,
    draw(settings, runs) {
      const said = settings.entries.flatMap((entry) => {
        const text = warning(entry, runs[entry.name], settings);
        return text ? [{ name: entry.name, text }] : [];
      });
      lines(said).forEach((line, i) => say(line.el, said[i].text));
      if (said.length) el.append(bound);
      else bound.remove();
    },
  };
}
