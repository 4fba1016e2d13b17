/** The documentation's only script of its own: the switch between day and night. */

import { themeSwitch } from "./dress/lib/page/theme-switch.js";

themeSwitch(document.querySelector("[data-theme-switch]"));
