/** The theme switch in the header, and a way to hear of a change of theme. */

const KEY = "talweg-theme";

/** @param {string} choice "auto", "light" or "dark" */
function apply(choice) {
  const root = document.documentElement;
  if (choice === "auto") delete root.dataset.theme;
  else root.dataset.theme = choice;
  try {
    if (choice === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Storage can be forbidden; the choice then lasts for this page.
  }
}

/**
 * Wire the radio group of the header.
 * @param {HTMLFieldSetElement | null} group
 */
export function themeSwitch(group) {
  if (!group) return;
  const current = document.documentElement.dataset.theme ?? "auto";
  for (const radio of group.querySelectorAll("input")) {
    radio.checked = radio.value === current;
    radio.addEventListener("change", () => apply(radio.value));
  }
  group.hidden = false;
}

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
