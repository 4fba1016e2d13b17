/** The documentation's only script of its own: the switch between day and night, and listings that the keyboard can scroll. */

import { themeSwitch } from "./dress/lib/page/theme-switch.js";

/** What is wider than its place can be reached by the Tab key, and nothing else. */
function reachable() {
  for (const each of document.querySelectorAll(".docs-body :is(pre, table, .formula)")) {
    each.toggleAttribute("tabindex", false);
    if (each.scrollWidth > each.clientWidth) each.setAttribute("tabindex", "0");
  }
}

themeSwitch(document.querySelector("[data-theme-switch]"));
reachable();
document.fonts.ready.then(reachable); // a formula is as wide as its font
addEventListener("resize", reachable);
