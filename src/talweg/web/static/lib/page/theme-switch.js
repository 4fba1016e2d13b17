/** The theme switch in the header. */

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
