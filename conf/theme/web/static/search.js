/* Search without a server: the rules of book/search/tokens.py, the files of book/sphinx_ext/search.py. */

const BLANK = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const UNSEEN = /[\xad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu;
const WORD = /[^\s\x00-\x1f!"$'()*,/:;<=>?[\\\]^`{|}~、。〈-】〔-〛・‥…‐-―‘-‟←-↓]+/gu;
const PAIR = /(?=(..))/gu;
const THREE = /(?=([^\n\u3041-\u309f]{2}.|[^\n\u3041-\u309f].[^\n\u3041-\u309f]|.[^\n\u3041-\u309f]{2}))/gu;

const MOST_GRAMS = 10; // shards asked for in one query
const PAGE = 10; // results shown at a time
const PASSAGES = 90_000; // bytes fetched of a query before no more passages are
const POINTS = [1, 2, 4, 8]; // for the weights 0 to 3 of book/search/index.py

/** Return the text as it is compared: NFKC, lower case, every blank one space. */
export function normalise(text) {
  return text.normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replace(UNSEEN, "").replace(BLANK, " ");
}

const wordsOf = (text) => (normalise(text).match(WORD) ?? []).join("\n");
const matches = (text, pattern) => Array.from(text.matchAll(pattern), (match) => match[1]);

/** Return all grams of a text, each as often as it stands there. */
export function grams(text) {
  const words = wordsOf(text);
  return [...Array.from(words.replaceAll("\n", "")), ...matches(words, PAIR), ...matches(words, THREE)];
}

/** Return the grams that tell whether a text holds a term: threes, and pairs where no three stands. */
export function wanted(term) {
  const found = new Set();
  for (const word of wordsOf(term).split("\n")) {
    const letters = Array.from(word);
    const covered = new Set();
    for (let at = 0; at + 2 < letters.length; at += 1) {
      const three = letters.slice(at, at + 3).join("");
      if (matches(three, THREE).length) {
        found.add(three);
        covered.add(at).add(at + 1);
      }
    }
    for (let at = 0; at + 1 < letters.length; at += 1) {
      if (!covered.has(at)) {
        found.add(letters[at] + letters[at + 1]);
      }
    }
    if (letters.length === 1) {
      found.add(word);
    }
  }
  return spread([...found], MOST_GRAMS);
}

function spread(items, most) {
  if (items.length <= most) {
    return items;
  }
  return Array.from({ length: most }, (_, n) => items[Math.round((n * (items.length - 1)) / (most - 1))]);
}

/** Cut a question into terms: at blanks, but not inside quotation marks. */
export function terms(question) {
  const cut = normalise(question.replace(/[“”„‟＂]/gu, '"')).matchAll(/"([^"]+)"|[^ "]+/gu);
  return [...new Set(Array.from(cut, (match) => (match[1] ?? match[0]).trim()))].filter((term) => wordsOf(term));
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  number() {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * shift;
      if (byte < 128) {
        return value;
      }
    }
  }

  text(length) {
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }
}

/** Return the texts that hold a gram, with its weight in each, from the bytes of its shard. */
export function postings(bytes, gram) {
  const found = new Map();
  const reader = new Reader(bytes);
  while (reader.at < bytes.length) {
    const length = reader.number();
    const end = reader.at + length;
    const first = reader.number();
    for (const name of reader.text(reader.number()).split("\n")) {
      let code = 0;
      for (let count = reader.number(); count > 0; count -= 1) {
        code += reader.number();
        if (name === gram) {
          found.set(first + (code >> 2), code & 3);
        }
      }
      if (name === gram) {
        break;
      }
    }
    reader.at = end;
  }
  return found;
}

function shardOf(gram, shards) {
  let number = 0;
  for (const letter of gram) {
    number = number * 31 + letter.codePointAt(0);
  }
  return number % shards;
}

const running = (differences) => {
  let sum = 0;
  return differences.map((difference) => (sum += difference));
};

/** The index, read from the site's folder `_search/`. `fetched` counts the bytes of all answers. */
export class Index {
  constructor(folder) {
    this.folder = folder;
    this.files = new Map();
    this.fetched = 0;
  }

  async file(name, options) {
    if (!this.files.has(name)) {
      this.files.set(name, this.read(name, options).catch((error) => {
        this.files.delete(name);
        throw error;
      }));
    }
    return this.files.get(name);
  }

  async read(name, options) {
    const version = this.about ? `?v=${this.about.version}` : "";
    const answer = await fetch(`${this.folder}${name}${version}`, options);
    if (!answer.ok) {
      throw new Error(`${name}: ${answer.status}`);
    }
    const packed = await answer.arrayBuffer();
    this.fetched += packed.byteLength;
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  async json(name, options) {
    return JSON.parse(new TextDecoder().decode(await this.file(name, options)));
  }

  async open() {
    this.about ??= await this.json("about.bin", { cache: "no-cache" });
    return this.about;
  }

  /** Return the numbers of the texts that hold every term, the best first. */
  async search(question) {
    const about = await this.open();
    let scores = null;
    for (const term of terms(question)) {
      const found = await this.term(term, about.shards);
      scores = new Map([...found].filter(([text]) => !scores || scores.has(text))
        .map(([text, weight]) => [text, (scores?.get(text) ?? 0) + POINTS[weight]]));
    }
    const score = ([text, points]) => points * (1 + text / about.texts / 2);
    return [...(scores ?? [])].sort((a, b) => score(b) - score(a) || b[0] - a[0]).map(([text]) => text);
  }

  async term(term, shards) {
    const lists = await Promise.all(wanted(term).map(async (gram) =>
      postings(await this.file(`shards/${shardOf(gram, shards)}.bin`), gram)));
    lists.sort((a, b) => a.size - b.size);
    const [first, ...others] = lists;
    return new Map([...first].filter(([text]) => others.every((list) => list.has(text)))
      .map(([text, weight]) => [text, Math.min(weight, ...others.map((list) => list.get(text)))]));
  }

  async record(text) {
    const { records } = this.about;
    return (await this.json(`records/${Math.floor(text / records)}.bin`))[text % records];
  }

  async passages(text) {
    return new TextDecoder().decode(await this.file(`texts/${text}.bin`));
  }

  /** Return a kind's groups (category, tag, author, year): each label with the numbers of its texts. */
  groups(kind) {
    return this.about.groups[kind].map(([label, differences]) => [label, running(differences)]);
  }
}

/** Return the places in a text where a term stands: pairs of offsets in the text as it is written. */
export function places(text, looked) {
  const starts = [];
  let plain = "";
  for (const match of text.matchAll(/[\s\S][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*/gu)) {
    let part = normalise(match[0]);
    if (part === " " && plain.endsWith(" ")) {
      part = "";
    }
    for (let n = 0; n < part.length; n += 1) {
      starts.push(match.index);
    }
    plain += part;
  }
  starts.push(text.length);
  const found = [];
  for (const term of looked) {
    for (let at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + term.length)) {
      found.push([starts[at], Math.max(starts[at + term.length], starts[at] + 1)]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

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
      const all = await this.index.search(question);
      if (turn === this.turn) {
        this.began = fetched;
        this.found = this.filtered(all);
        this.remember(question);
        this.said.textContent = this.found.length ? `${this.found.length}件の記事` : "見つかりませんでした。言葉を短くするか、別の言葉でおためしください。";
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
    return { excerpt, item: element("li", "", element("p", "gp-title", link), excerpt, element("p", "gp-meta", ...spans)) };
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

const form = globalThis.document?.getElementById("search");
if (form) {
  new Page(form).start();
}
