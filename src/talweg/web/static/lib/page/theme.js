/** Classic, blocking script: the theme, and that panels will come, is known before the first paint. */
(function () {
  if ("noModule" in HTMLScriptElement.prototype) document.documentElement.dataset.scripted = "";
  try {
    const chosen = localStorage.getItem("talweg-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage can be forbidden; the system's preference then decides.
  }
})();
