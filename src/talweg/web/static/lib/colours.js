/** Hearing that the colours of the page may have changed. */

/**
 * Call back whenever the colours may have changed.
 * @param {() => void} callback
 * @returns {() => void} stop listening
 */
export function onTheme(callback) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
  system.addEventListener("change", callback);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", callback);
  };
}
