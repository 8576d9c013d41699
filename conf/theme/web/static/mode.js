/* Before anything is painted: light or dark, as the reader chose or as the system is. */
(function () {
  "use strict";
  var root = document.documentElement;
  var chosen = null;
  try { chosen = localStorage.getItem("gappon-mode"); } catch { /* storage may be forbidden */ }
  var dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = root.dataset.mode = dark ? "dark" : "light";
  root.classList.add("gp-js");
})();
