/* Search without a server: the rules of book/search/tokens.py, the files of book/sphinx_ext/search.py. */

const BLANK = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const UNSEEN = /[\xad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu;
const WORD = /[^\s\x00-\x1f!"$'()*,/:;<=>?[\\\]^`{|}~、。〈-】〔-〛・‥…‐-―‘-‟←-↓]+/gu;
const PAIR = /(?=(..))/gu;
const THREE = /(?=([^\n\u3041-\u309f]{2}.|[^\n\u3041-\u309f].[^\n\u3041-\u309f]|.[^\n\u3041-\u309f]{2}))/gu;

const MOST_GRAMS = 10; // shards asked for in one query
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

/** Return a question without what is written now so, now so: サーバー and サーバ, 見積り and 見積もり. */
export function loosened(question) {
  const loose = (term) => term.replace(/(?<=[ァ-ヺー]{2})ー$/u, "").replace(/(?<=\p{Script=Han}{2})[ぁ-ゖ]+$/u, "");
  return terms(question).map(loose).map((term) => (term.includes(" ") ? `"${term}"` : term)).join(" ");
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
    const names = reader.text(reader.number()).split("\n");
    let at = reader.at + names.length;
    for (const [place, name] of names.entries()) {
      const count = bytes[reader.at + place];
      if (name === gram) {
        for (const code of bytes.subarray(at, at + count)) {
          found.set(first + (code >> 2), code & 3);
        }
        break;
      }
      at += count;
    }
    reader.at = end;
  }
  return found;
}

/** Return the number of the shard that a gram is in: the last bits of its CRC-32. */
function shardOf(gram, shards) {
  let sum = -1;
  for (const byte of new TextEncoder().encode(gram)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
  }
  return ~sum & (shards - 1);
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
