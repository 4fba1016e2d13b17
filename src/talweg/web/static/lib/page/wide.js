/** A formula or listing that is wider than its box scrolls there, so a keyboard must reach the box: while it scrolls, and only then. */

/** @param {Document} document */
export function reachWide(document) {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll(".formula, .math.block, pre")) observer.observe(box);
}
