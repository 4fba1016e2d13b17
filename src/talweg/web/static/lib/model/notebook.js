/** A panel as a widget of a notebook, in anywidget's contract: `{ render({ model, el }) }`. */

import { h, pen, perFrame } from "../dom.js";
import { HostModel } from "./host-model.js";

/** @import { Model, Panel } from "./events.js" */

/**
 * Whether the notebook is dark, which its text tells: a notebook's theme need not be the system's.
 * @param {Element} el
 */
function isDark(el) {
  const context = pen(h("canvas", { width: 1, height: 1 }));
  context.fillStyle = getComputedStyle(el).color; // in whatever notation: the pixel has it in bytes
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return red + green + blue > (3 * 255) / 2;
}

/**
 * Call back whenever the notebook's theme may have changed.
 * @param {() => void} callback
 * @returns {() => void} stop listening
 */
function onNotebookTheme(callback) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(callback);
  for (const part of [document.documentElement, document.body]) observer.observe(part, { attributes: true });
  system.addEventListener("change", callback);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", callback);
  };
}

/**
 * @param {Panel} panel
 * @returns {Panel} the panel, with what a notebook calls
 */
export function widget({ state, render }) {
  return {
    state,
    render({ model: host, el }) {
      const root = el.appendChild(h("div", { class: "tw-notebook" }));
      let theme = "";
      let stop = () => {};
      const draw = () => {
        const now = isDark(el) ? "dark" : "light";
        if (theme === now) return;
        theme = now;
        stop();
        root.dataset.theme = theme;
        const model = new HostModel(host, state);
        const place = h("div");
        root.replaceChildren(place);
        const takeDown = render({ model, el: place });
        stop = () => (takeDown(), model.stop());
      };
      const frame = perFrame(draw);
      const stopTheme = onNotebookTheme(frame.request);
      draw();
      return () => {
        for (const each of [stopTheme, frame.cancel, stop]) each();
        root.remove();
      };
    },
  };
}
