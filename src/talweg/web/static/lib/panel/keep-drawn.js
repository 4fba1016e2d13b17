/** A panel is drawn at once, and again a frame after its model, its room or the colours have changed. */

import { perFrame } from "../dom.js";
import { onTheme } from "../colours.js";

/**
 * @param {object} panel
 * @param {import("../model/events.js").Model} panel.model
 * @param {Element} panel.el is left empty
 * @param {() => void} panel.draw
 * @param {ReturnType<typeof perFrame>} [panel.frame] of `draw`, where a part had to have it earlier
 * @param {Element[]} [panel.sized] their size counts
 * @param {{ el: Element, forget: () => void, stop: () => void }[]} [panel.maps] their size counts, and so do the colours
 * @param {((callback: () => void) => (() => void))[]} [panel.news] what else tells of a change, until it is stopped
 * @param {{ stop: () => void }[]} [panel.parts] what is stopped with the panel
 * @returns {() => void} takes the panel down
 */
export function keepDrawn({ model, el, draw, frame = perFrame(draw), sized = [], maps = [], news = [], parts = [] }) {
  const size = new ResizeObserver(frame.request);
  for (const each of [...maps.map((map) => map.el), ...sized]) size.observe(each);
  const stops = news.map((listen) => listen(frame.request));
  if (maps.length) stops.push(onTheme(() => (maps.forEach((map) => map.forget()), frame.request())));
  model.on("change", frame.request);
  draw();
  return () => {
    model.off("change", frame.request);
    for (const each of [...maps, ...parts]) each.stop();
    for (const stop of [...stops, frame.cancel]) stop();
    size.disconnect();
    el.replaceChildren();
  };
}
