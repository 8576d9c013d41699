/* What a page does beyond being read: light and dark, menu, contents, copying, progress. No page needs it. */
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

  function share() {
    const said = find(".gp-said");
    const link = find("link[rel=canonical]")?.href || location.href;
    const copy = find(".gp-copy");
    if (navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(link);
        said.textContent = "コピーしました";
      });
    }
    const send = find(".gp-send");
    if (navigator.share) {
      send.hidden = false;
      send.addEventListener("click", () => navigator.share({ title: document.title, url: link }).catch(() => {}));
    }
  }

  function copyCode(block) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "gp-button gp-copy-code";
    button.textContent = "コピー";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("pre").textContent);
      button.textContent = "コピーしました";
      setTimeout(() => { button.textContent = "コピー"; }, 2000);
    });
    block.append(button);
  }

  function contents(box) {
    if (matchMedia("(max-width: 1199px)").matches) {
      box.open = false;
    }
    const links = new Map();
    for (const link of box.querySelectorAll("a")) {
      const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (section) {
        links.set(section, link);
      }
    }
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          box.querySelector("[aria-current]")?.removeAttribute("aria-current");
          links.get(entry.target).setAttribute("aria-current", "true");
        }
      }
    }, { rootMargin: "-80px 0px -75% 0px" });
    links.forEach((_, section) => watch.observe(section));
  }

  function progress(bar) {
    const text = find(".gp-text");
    const show = () => {
      const { top, height } = text.getBoundingClientRect();
      const read = Math.min(1, Math.max(0, -top / Math.max(1, height - innerHeight)));
      bar.style.transform = `scaleX(${read})`;
    };
    addEventListener("scroll", show, { passive: true });
    show();
  }

  function wideThings() {
    for (const box of document.querySelectorAll(".pst-scrollable-table-container, .gp-text pre, .gp-text div.math, .gp-text :has(> math)")) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
      }
    }
  }

  document.addEventListener("keydown", keys);
  modeButton(find(".gp-mode"));
  wideThings();
  if (find(".gp-share")) {
    share();
  }
  if (navigator.clipboard) {
    document.querySelectorAll(".gp-text div.highlight").forEach(copyCode);
  }
  const toc = find(".gp-toc");
  if (toc) {
    contents(toc);
  }
  const bar = find(".gp-progress");
  if (bar) {
    progress(bar);
  }
})();
