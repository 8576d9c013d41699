/* What every page does beyond being read: light and dark, keys, printing. No page needs it. */
(function () {
  "use strict";
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);

  function modeButton(button) {
    const tell = () => button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      const mode = root.dataset.theme === "dark" ? "light" : "dark";
      root.dataset.theme = root.dataset.mode = mode;
      try { localStorage.setItem("gappon-mode", mode); } catch { /* for this page only */ }
      tell();
    });
  }

  function keys(event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && location.hash === "#gp-menu") {
      location.hash = "#main-content";
    } else if ((event.key === "/" && !typing) || (event.key === "k" && (event.ctrlKey || event.metaKey))) {
      const box = find("#search-words") || find("#gp-find");
      if (box.offsetParent === null) {
        location.href = find(".gp-find").action;
      }
      event.preventDefault();
      box.focus();
      box.select();
    }
  }

  document.addEventListener("keydown", keys);
  modeButton(find(".gp-mode"));
  // Paper is light, whatever the screen is.
  addEventListener("beforeprint", () => { root.dataset.theme = "light"; });
  addEventListener("afterprint", () => { root.dataset.theme = root.dataset.mode; });
})();
