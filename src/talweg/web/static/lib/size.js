/** Sizes of elements. To measure between two drawings would make the browser lay out the page once more each time. */

/**
 * @template T
 * @param {Element} el
 * @param {() => T} measure
 * @returns {() => T} what was measured, anew after the element's size has changed
 */
export function measured(el, measure) {
  let known = null;
  new ResizeObserver(() => {
    known = null;
  }).observe(el);
  return () => (known ??= measure());
}

/**
 * The room inside a chart's or a map's axes.
 * @param {HTMLElement} el
 * @param {{ left: number, right: number, top: number, bottom: number }} gutter
 * @param {number} least pixels
 * @param {Element} [picture] whose height counts, where that is not the element's own
 * @returns {() => [number, number]}
 */
export const innerSize = (el, gutter, least, picture = el) =>
  measured(el, () => [
    Math.max(least, el.clientWidth - gutter.left - gutter.right),
    Math.max(least, picture.clientHeight - gutter.top - gutter.bottom),
  ]);
