// Classic, blocking script: the theme is known before the first paint.
(function () {
  try {
    var chosen = localStorage.getItem("talweg-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (error) {
    // Storage can be forbidden; the system's preference then decides.
  }
})();
