/** The list of contents marks the section that is being read. */

/** @param {Document} document */
export function followContents(document) {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(".contents a[href^='#']");
  const ids = new Set([...links].map((link) => link.hash.slice(1)));
  const sections = [...ids].map((id) => document.getElementById(id)).filter((section) => section !== null);
  if (!sections.length) return;
  const mark = () => {
    const line = innerHeight * 0.3;
    const present = sections.findLast((section) => section.getBoundingClientRect().top <= line);
    for (const link of links) {
      if (present && link.hash === `#${present.id}`) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "-30% 0px -69% 0px" });
  for (const section of sections) observer.observe(section);
  mark();
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const folds = document.querySelectorAll("details.contents");
  for (const fold of folds) {
    fold.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest("a")) fold.open = false;
    });
  }
}
