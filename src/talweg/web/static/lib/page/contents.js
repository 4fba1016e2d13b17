/** The list of contents marks the section that is being read. */

/** @param {Document} document */
export function followContents(document) {
  const links = [...document.querySelectorAll(".contents a[href^='#']")];
  const sections = [...new Set(links.map((link) => link.hash.slice(1)))].map((id) => document.getElementById(id)).filter(Boolean);
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
  for (const fold of document.querySelectorAll("details.contents")) {
    fold.addEventListener("click", (event) => event.target.closest("a") && (fold.open = false));
  }
}
