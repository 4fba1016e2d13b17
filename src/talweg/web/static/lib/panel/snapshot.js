/** A picture of the page as one SVG that stands alone: styles written out, canvases embedded, names beside the lines. */

import { h, pen, svg } from "../dom.js";
import { swatch } from "../chart/style.js";

/**
 * @import { Style } from "../../data/styles.js"
 * @typedef {{ label: string, style: Style }} Named a line and what it is called
 */

/** What decides how a shape of these pictures looks, and what SVG takes for granted. */
const PROPERTIES = {
  fill: "rgb(0, 0, 0)",
  "fill-opacity": "1",
  stroke: "none",
  "stroke-width": "1px",
  "stroke-opacity": "1",
  "stroke-dasharray": "none",
  "stroke-linecap": "butt",
  "stroke-linejoin": "miter",
  "paint-order": "normal",
  opacity: "1",
};
const LETTERS = { "font-family": "", "font-size": "", "font-style": "normal", "font-weight": "400", "text-anchor": "start" };
const DRAWN = "path, rect, circle, text, tspan, line";
/** Marks of the hand, not of the picture. */
const PASSING = ".tw-ghost";
const [PAD, ROW] = [8, 22];

/** `rgb(1 2 3 / 0.5)` as a colour and an opacity: programs that draw SVG know these two. */
function paint(value) {
  const parts = value.match(/[\d.]+/g);
  if (!value.startsWith("rgb") || parts.length < 4) return [value, 1];
  return [`rgb(${parts.slice(0, 3).join(", ")})`, Number(parts[3])];
}

/** Write an element's computed style into its copy. */
function dress(source, copy) {
  const computed = getComputedStyle(source);
  const table = copy.localName.startsWith("t") ? { ...PROPERTIES, ...LETTERS } : PROPERTIES;
  for (const [name, usual] of Object.entries(table)) {
    const value = computed.getPropertyValue(name);
    if (value === usual) copy.removeAttribute(name);
    else copy.setAttribute(name, value);
  }
  for (const name of ["fill", "stroke"]) {
    const [colour, opacity] = paint(copy.getAttribute(name) ?? "");
    if (opacity === 1) continue;
    copy.setAttribute(name, colour);
    copy.setAttribute(`${name}-opacity`, String(opacity * Number(copy.getAttribute(`${name}-opacity`) ?? 1)));
  }
}

function copyOf(source) {
  const copy = source.cloneNode(true);
  const [olds, news] = [source, copy].map((each) => [...each.querySelectorAll("*")]);
  olds.forEach((old, i) => {
    if (!old.matches(DRAWN)) return;
    if (old.matches(PASSING) || old.getAttribute("d") === "") news[i].remove();
    else dress(old, news[i]);
  });
  for (const each of [copy, ...news]) {
    for (const { name } of [...each.attributes]) {
      if (name === "class" || name === "style" || name.startsWith("aria-") || name === "role" || name === "tabindex") each.removeAttribute(name);
    }
  }
  return copy;
}

/** Line samples with their names, below the picture, in as many rows as they need. */
function legend(host, entries, width, top) {
  const probe = pen(h("canvas"));
  const { fontFamily } = getComputedStyle(host);
  probe.font = `13px ${fontFamily}`;
  let [x, y] = [PAD, top];
  const parts = entries.flatMap(({ label, style }) => {
    const wide = 48 + probe.measureText(label).width + 18;
    if (x > PAD && x + wide > width) [x, y] = [PAD, y + ROW];
    const sample = swatch(style);
    host.append(sample); // only what is on the page has a computed style
    const copy = copyOf(sample);
    sample.remove();
    for (const [name, value] of [["x", x], ["y", y], ["overflow", "visible"]]) copy.setAttribute(name, value);
    const text = svg("text", { x: x + 46, y: y + 13, "font-family": fontFamily, "font-size": "13px", fill: getComputedStyle(host).color }, label);
    x += wide;
    return [copy, text];
  });
  return { parts, bottom: entries.length ? y + ROW : top };
}

/**
 * @param {HTMLElement} host holds canvases and SVG pictures, as they lie on the page
 * @param {{ title: string, link?: string, entries?: Named[] }} about
 * @returns {{ text: string, width: number, height: number }}
 */
export function snapshot(host, { title, link = "", entries = [] }) {
  const box = host.getBoundingClientRect();
  const panel = host.closest(".tw-panel") ?? host;
  /** @type {NodeListOf<HTMLCanvasElement | SVGSVGElement>} */
  const found = host.querySelectorAll("canvas, svg");
  const layers = [...found].filter((each) => !each.parentElement?.closest("svg"));
  const pictures = layers.flatMap((layer) => {
    const { left, top, width, height } = layer.getBoundingClientRect();
    const place = { x: left - box.left + PAD, y: top - box.top + PAD, width, height };
    if (layer instanceof HTMLCanvasElement) {
      const [fill, opacity] = paint(getComputedStyle(layer).backgroundColor);
      return [
        opacity > 0 ? svg("rect", { ...place, fill, "fill-opacity": opacity }) : null,
        svg("image", { ...place, href: layer.toDataURL("image/png"), preserveAspectRatio: "none" }),
      ];
    }
    const copy = copyOf(layer);
    for (const [name, value] of Object.entries({ ...place, overflow: "visible" })) copy.setAttribute(name, value);
    return copy;
  });
  const width = Math.ceil(box.width) + 2 * PAD;
  const { parts, bottom } = legend(panel, entries, width, Math.ceil(box.height) + 2 * PAD);
  const height = bottom + (entries.length ? PAD : 0);
  const [ground] = paint(getComputedStyle(panel).backgroundColor);
  const root = svg(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}` },
    svg("title", {}, title),
    svg("desc", {}, link),
    svg("rect", { width, height, fill: ground }),
    ...pictures,
    ...parts,
  );
  return { text: new XMLSerializer().serializeToString(root), width, height };
}
