/* The search page: its form, its results, the keyboard. What is found is search.js's business. */

const form = document.getElementById("search");
// Its address is in the page, with the hash of what it holds: an old one in a browser's cache is never taken.
const { Index, loosened, normalise, places, terms } = await import(new URL(form.dataset.engine, document.baseURI));

const PAGE = 10; // results shown at a time
const PASSAGES = 90_000; // bytes fetched of a query before no more passages are

function marked(text, looked) {
  const piece = document.createDocumentFragment();
  let from = 0;
  for (const [start, end] of places(text, looked)) {
    if (start >= from) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      piece.append(text.slice(from, start), mark);
      from = end;
    }
  }
  piece.append(text.slice(from));
  return piece;
}

function passage(text, looked) {
  const lines = text.split("\n");
  const held = (line) => {
    const plain = normalise(line);
    return looked.filter((term) => plain.includes(term)).length;
  };
  const counts = lines.map(held);
  const most = Math.max(...counts);
  if (!most) {
    return "";
  }
  const line = lines.find((line, n) => counts[n] === most && line.length > 30) ?? lines[counts.indexOf(most)];
  const [first] = places(line, looked);
  const start = Math.max(0, Math.min(first[0] - 40, line.length - 140));
  return (start ? "…" : "") + line.slice(start, start + 140) + (start + 140 < line.length ? "…" : "");
}

function element(tag, name, ...content) {
  const made = document.createElement(tag);
  if (name) {
    made.className = name;
  }
  made.append(...content);
  return made;
}

const japaneseDate = (iso) => iso.replace(/(\d+)-0?(\d+)-0?(\d+)/u, "$1年$2月$3日");

/** The search page: its form, what it says, its results. */
class Page {
  constructor(form) {
    this.form = form;
    this.index = new Index(form.dataset.index);
    this.box = form.elements.q;
    this.filters = Object.fromEntries(["category", "tag", "author", "year"].map((kind) => [kind, form.elements[kind]]));
    this.said = document.getElementById("search-said");
    this.list = document.getElementById("search-results");
    this.more = document.getElementById("search-more");
    this.turn = 0;
  }

  start() {
    this.box.addEventListener("focus", () => this.index.open().catch(() => {}), { once: true });
    this.box.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.ask(), 200);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    Object.values(this.filters).forEach((select) => select.addEventListener("change", () => this.ask()));
    this.more.addEventListener("click", () => this.show(this.turn, true));
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("popstate", () => this.take());
    this.take();
  }

  /** Take the question from the address. */
  take() {
    const asked = new URLSearchParams(location.search);
    this.box.value = asked.get("q") ?? "";
    this.chosen = Object.fromEntries(Object.keys(this.filters).map((kind) => [kind, asked.get(kind) ?? ""]));
    if (this.box.value) {
      this.ask();
    }
  }

  async ask() {
    clearTimeout(this.waiting);
    const turn = ++this.turn;
    const question = this.box.value.trim();
    const looked = terms(question);
    this.looked = looked;
    if (!looked.length) {
      this.found = [];
      this.list.replaceChildren();
      this.more.hidden = this.form.elements["search-filters"].hidden = true;
      this.said.textContent = question ? "文字か数字を入れてください。" : "";
      return;
    }
    try {
      const fetched = this.index.fetched;
      let all = await this.index.search(question);
      let said = "";
      if (!all.length) {
        const wider = loosened(question);
        all = await this.index.search(wider);
        this.looked = terms(wider);
        said = `「${question}」は見つからず、「${wider}」でさがしました。`;
      }
      if (turn === this.turn) {
        this.began = fetched;
        this.found = this.filtered(all);
        this.remember(question);
        this.said.textContent = this.found.length ? `${said}${this.found.length}件の記事` : "見つかりませんでした。言葉を短くするか、別の言葉でおためしください。";
        this.list.replaceChildren();
        await this.show(turn, false);
        document.body.dataset.asked = question;
      }
    } catch {
      this.fail();
    }
  }

  fail() {
    const link = element("a", "", "記事一覧");
    link.href = this.form.dataset.archive;
    this.said.replaceChildren("検索を読み込めませんでした。", link, "からもさがせます。");
  }

  /** Keep what every chosen group holds; offer of each kind the groups that what remains stands in. */
  filtered(all) {
    const kinds = Object.keys(this.filters);
    const groups = Object.fromEntries(kinds.map((kind) => [kind, this.index.groups(kind)]));
    const value = (kind) => this.chosen?.[kind] || this.filters[kind].value;
    const chosen = Object.fromEntries(kinds.map((kind) => [kind, value(kind)]));
    this.chosen = null;
    const sets = Object.fromEntries(kinds.filter((kind) => chosen[kind]).map((kind) =>
      [kind, new Set(groups[kind].find(([label]) => label === chosen[kind])?.[1])]));
    const held = (text, but) => Object.entries(sets).every(([kind, set]) => kind === but || set.has(text));
    for (const kind of kinds) {
      this.offer(kind, groups[kind], new Set(all.filter((text) => held(text, kind))), chosen[kind]);
    }
    this.form.elements["search-filters"].hidden = !all.length;
    return all.filter((text) => held(text, ""));
  }

  offer(kind, groups, texts, chosen) {
    const counted = groups.map(([label, numbers]) => [label, numbers.filter((text) => texts.has(text)).length])
      .filter(([label, count]) => count || label === chosen);
    if (kind !== "category" && kind !== "year") {
      counted.sort((a, b) => b[1] - a[1]);
    }
    const options = counted.slice(0, 200).map(([label, count]) => new Option(`${label}（${count}）`, label));
    this.filters[kind].replaceChildren(new Option("すべて", ""), ...options);
    this.filters[kind].value = chosen;
  }

  /** Put the question into the address, so that it can be sent and come back to. */
  remember(question) {
    const asked = new URLSearchParams({ q: question });
    for (const [kind, select] of Object.entries(this.filters)) {
      if (select.value) {
        asked.set(kind, select.value);
      }
    }
    const address = `?${asked}`;
    if (location.search !== address) {
      history.replaceState(null, "", address);
    }
  }

  async show(turn, further) {
    if (further) {
      this.began = this.index.fetched;
    }
    const shown = this.list.children.length;
    const texts = this.found.slice(shown, shown + PAGE);
    const records = await Promise.all(texts.map((text) => this.index.record(text)));
    if (turn !== this.turn) {
      return;
    }
    const items = records.map((record) => this.item(record));
    this.list.append(...items.map(({ item }) => item));
    this.more.hidden = this.list.children.length >= this.found.length;
    if (further) {
      items[0]?.item.querySelector("a").focus();
    }
    for (const [n, text] of texts.entries()) {
      const spent = this.index.fetched - this.began + records[n].size;
      if (turn === this.turn && spent <= PASSAGES) {
        const found = passage(await this.index.passages(text), this.looked);
        if (found) {
          items[n].excerpt.replaceChildren(marked(found, this.looked));
        }
      }
    }
  }

  item(record) {
    const link = element("a", "", marked(record.title, this.looked));
    link.href = this.form.dataset.site + record.address;
    const meta = [japaneseDate(record.date), record.category, `約${record.minutes}分`];
    const excerpt = element("p", "gp-excerpt", marked(record.excerpt, this.looked));
    const spans = meta.flatMap((text) => [element("span", "", text), " "]);
    return { excerpt, item: element("li", "", element("p", "gp-meta", ...spans), element("p", "gp-title", link), excerpt) };
  }

  /** Let the arrow keys go from the box through the results and back. */
  key(event) {
    const links = [this.box, ...this.list.querySelectorAll(".gp-title a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && at >= 0 && links[at + step]) {
      event.preventDefault();
      links[at + step].focus();
    } else if (event.key === "Escape" && at > 0) {
      this.box.focus();
    }
  }
}

new Page(form).start();
