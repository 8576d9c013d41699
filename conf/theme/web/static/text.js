/* What a text does beyond being read: contents, progress, copying, notes beside their calls, pictures in full size. */
(function () {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const TOP = 90; // what of the window the header covers, in CSS pixels, and a little more

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    if (name === "button") {
      made.type = "button";
    }
    return made;
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
    const button = element("button", "gp-button gp-copy-code", "コピー");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("pre").textContent);
      button.textContent = "コピーしました";
      setTimeout(() => { button.textContent = "コピー"; }, 2000);
    });
    block.append(button);
  }

  /** Mark in the contents, two levels of which are shown, the heading that was scrolled past last. */
  function contents(box) {
    if (matchMedia("(max-width: 74.9375em)").matches) {
      box.open = false;
    }
    const all = box.querySelectorAll("nav > ul > li > a, nav > ul > li > ul > li > a");
    const links = [...all].map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link])
      .filter(([section]) => section);
    let marked = null;
    const mark = () => {
      const passed = links.filter(([section]) => section.getBoundingClientRect().top <= TOP);
      const link = passed.at(-1)?.[1] ?? null;
      if (link !== marked) {
        marked?.removeAttribute("aria-current");
        link?.setAttribute("aria-current", "true");
        marked = link;
        if (link && box.scrollHeight > box.clientHeight) {
          box.scrollTop = link.offsetTop - box.clientHeight / 2;
        }
      }
    };
    addEventListener("scroll", mark, { passive: true });
    mark();
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
    for (const box of document.querySelectorAll(".pst-scrollable-table-container, .gp-text pre, .gp-text div.math, .gp-text :is(p, li, dd, h2, h3, h4, h5, h6):has(math)")) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
      }
    }
  }

  /** Show a note beside its call while the pointer or the focus is on either; Escape puts it away. */
  function notes(calls) {
    const box = element("aside", "gp-note", "");
    box.setAttribute("aria-hidden", "true"); // who hears the page follows the link
    box.popover = "manual";
    let leaving = 0;
    const hide = () => box.hidePopover();
    const leave = () => { leaving = setTimeout(hide, 200); };
    const stay = () => clearTimeout(leaving);
    const show = (call) => {
      const note = document.getElementById(decodeURIComponent(call.hash.slice(1)));
      if (!note) {
        return;
      }
      stay();
      const copy = note.cloneNode(true);
      copy.querySelectorAll(".label, .backrefs").forEach((each) => each.remove());
      copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
      copy.querySelectorAll("a").forEach((link) => { link.tabIndex = -1; });
      box.replaceChildren(...copy.childNodes);
      box.showPopover();
      const { top, bottom, left } = call.getBoundingClientRect();
      const { width, height } = box.getBoundingClientRect();
      const above = bottom + height + 12 > innerHeight && top > height + TOP;
      box.style.left = `${scrollX + Math.max(16, Math.min(left - 24, document.documentElement.clientWidth - width - 16))}px`;
      box.style.top = `${scrollY + (above ? top - height - 6 : bottom + 6)}px`;
    };
    for (const call of calls) {
      call.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(call));
      call.addEventListener("pointerleave", leave);
      call.addEventListener("focus", () => call.matches(":focus-visible") && show(call));
      call.addEventListener("blur", leave);
      call.addEventListener("click", hide);
    }
    box.addEventListener("pointerenter", stay);
    box.addEventListener("pointerleave", leave);
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    find(".gp-text").append(box);
  }

  /** Let a picture that is shown smaller than it is be opened in full size. */
  function zoom(picture) {
    const full = picture.getAttribute("src");
    if (picture.closest("a, button, summary") || (!full.endsWith(".svg") && picture.naturalWidth < picture.clientWidth * 1.2)) {
      return;
    }
    const button = element("button", "gp-zoom", "");
    button.setAttribute("aria-label", `${picture.alt || "図"}を大きく見る`);
    picture.replaceWith(button);
    button.append(picture);
    button.addEventListener("click", () => {
      const dialog = element("dialog", "gp-full", "");
      const shown = picture.cloneNode();
      dialog.setAttribute("aria-label", picture.alt || "図");
      const close = element("button", "gp-button", "閉じる");
      dialog.append(close, shown);
      dialog.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  function zoomable(picture) {
    if (picture.complete) {
      zoom(picture);
    } else {
      picture.addEventListener("load", () => zoom(picture), { once: true });
    }
  }

  wideThings();
  if (find(".gp-share")) {
    share();
  }
  if (navigator.clipboard) {
    document.querySelectorAll(".gp-text div.highlight").forEach(copyCode);
  }
  document.querySelectorAll(".gp-text img").forEach(zoomable);
  const calls = document.querySelectorAll("a.footnote-reference");
  if (calls.length && "popover" in HTMLElement.prototype) {
    notes(calls);
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
