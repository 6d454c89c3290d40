/* The search of an offline archive: one language of the index, read shard by shard.
 *
 * docs/search-format.md describes the format. A shard that is missing, or not what it should be, counts as empty:
 * `missing` says so, and the rest still works.
 */
"use strict";

(function (archive) {
  const { DIGIT, positions, postings } = archive;
  const FORMAT = 2;
  const MOST_KIN = 8;
  const MOST_OF_A_SOUND = 40;

  /** The lines of a shard whose keys share their beginnings: [[key, rest]]. */
  function lines(text) {
    let key = "";
    const out = [];
    for (const line of text.split(" ")) {
      const shared = parseInt(line[0], 36);
      const end = 1 + /[-=:*]|$/.exec(line.slice(1)).index;
      if (!(shared <= key.length)) continue;
      key = key.slice(0, shared) + line.slice(1, end);
      if (line[end] === "*") out.push([key + "*", line.slice(end + 1)]);
      else out.push([key, line.slice(end)]);
    }
    return out;
  }

  /** What a line says of its key: {key, stem, kin, bits}; bits is null when nothing is filed under the key. */
  function entry(key, rest) {
    const colon = rest.indexOf(":");
    const head = colon < 0 ? rest : rest.slice(0, colon);
    const [form, kin] = head.split("=");
    let stem = key;
    if (form.startsWith("-.")) stem = form.slice(2);
    else if (form.startsWith("-")) stem = key.slice(0, key.length - parseInt(form[1], 36)) + form.slice(2);
    return { key: key, stem: stem, kin: kin ? kin.split(",").slice(0, MOST_KIN) : [], bits: colon < 0 ? null : rest.slice(colon + 1) };
  }

  /** The 32-bit FNV-1a hash of the UTF-8 bytes of `text`, in eight hexadecimal digits. */
  function fnv(text) {
    let value = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
    return (value >>> 0).toString(16).padStart(8, "0");
  }

  /** The place of the last of `separators` that is not greater than `key`. */
  function placeOf(separators, key) {
    let low = 0;
    let high = separators.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (separators[middle] <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function isRoot(root) {
    const numbers = ["documents", "numbers", "span", "facets", "phrases"];
    return root && root.version === FORMAT && typeof root.language === "string" && typeof root.stop === "string"
      && isStrings(root.fields) && root.fields.length === 4 && Array.isArray(root.kinds) && root.kinds.every((pair) => isStrings(pair) && pair.length === 2) && isStrings(root.months)
      && numbers.every((name) => Number.isInteger(root[name]) && root[name] >= 0 && root[name] <= 1 << 22)
      && root.span > 0 && root.facets > 0 && root.documents <= root.numbers
      && typeof root.least === "number" && typeof root.ratio === "number" && typeof root.latin === "boolean"
      && [root.words, root.names].every((table) => table === null || typeof table === "string");
  }

  /**
   * One language of the index. `load(name)` gives a promise of a shard's value and rejects when it is missing.
   */
  class Index {
    constructor(root, load) {
      if (!isRoot(root)) throw new Error("not an index of this format");
      this.root = root;
      this.language = root.language;
      this.stop = new Set(root.stop.split(" "));
      this.missing = false;
      this._load = load;
      this._separators = { t: separators(root.words), s: separators(root.names) };
      this._parsed = new Map();
      this.impacts = Array.from({ length: 32 }, (_, level) => root.least * Math.pow(root.ratio, level));
      this.isLatin = root.latin;
    }

    fold(word) {
      return archive.fold(word, this.language);
    }

    /** The word for a kind in this index's language. */
    word(kind) {
      const found = this.root.kinds.find((pair) => pair[0] === kind);
      return found ? found[1] : kind;
    }

    _kind(number) {
      return (this.root.kinds[number] || [""])[0];
    }

    async _value(name, type) {
      try {
        const value = await this._load(this.language + "/" + name);
        if (type === "string" ? typeof value !== "string" : !Array.isArray(value)) throw new Error("damaged shard");
        return value;
      } catch (error) {
        this.missing = true;
        return type === "string" ? "" : [];
      }
    }

    _name(letter, place) {
      return letter + "-" + fnv(this._separators[letter][place]);
    }

    /** The lines of a shard of words ("t") or names ("s"). */
    async _lines(letter, place) {
      const name = this._name(letter, place);
      if (!this._parsed.has(name)) this._parsed.set(name, lines(await this._value(name, "string")));
      return this._parsed.get(name);
    }

    async _line(letter, key) {
      const table = this._separators[letter];
      if (!table.length) return null;
      const found = (await this._lines(letter, placeOf(table, key))).find((line) => line[0] === key);
      return found ? found[1] : null;
    }

    /** What the index says of a folded word; null when it does not hold it. */
    async entry(key) {
      const rest = await this._line("t", key);
      return rest === null ? null : entry(key, rest);
    }

    /** The entries whose key begins with `prefix`, from so many shards at most. */
    async range(prefix, most) {
      const table = this._separators.t;
      const out = [];
      if (!table.length) return out;
      const first = placeOf(table, prefix);
      let last = first;
      while (last + 1 < table.length && last + 1 < first + most && table[last + 1].slice(0, prefix.length) <= prefix) last++;
      const shards = await Promise.all(Array.from({ length: last - first + 1 }, (_, place) => this._lines("t", first + place)));
      for (const shard of shards) {
        for (const [key, rest] of shard) if (key.startsWith(prefix) && !/'|\*$/.test(key)) out.push(entry(key, rest));
      }
      return out;
    }

    /** The commonest stems that begin with `prefix`, where there are too many to read; else null. */
    async completions(prefix) {
      const line = await this._line("t", prefix + "*");
      return line === null ? null : line.split(",").slice(0, 6);
    }

    /** The words as shown that have a sound. */
    async named(sound) {
      const line = await this._line("s", sound);
      return line === null ? [] : line.slice(1).split(",", MOST_OF_A_SOUND);
    }

    /** Where a stem stands; null when it stands nowhere. */
    async postings(stem) {
      const found = await this.entry(stem);
      return found && found.bits !== null ? postings(found.bits, this.root) : null;
    }

    /** The positions of a stem in each of its documents, in the order of its postings. */
    async positions(stem, count) {
      const place = placeOf(this._separators.t, stem);
      const stems = (await this._lines("t", place)).filter(([key, rest]) => !/'|\*$/.test(key) && rest.includes(":"));
      const number = stems.findIndex((line) => line[0] === stem);
      const rows = (await this._value("w" + this._name("t", place).slice(1), "string")).split(" ");
      return number < 0 ? [] : positions(rows[number] || "", count);
    }

    /** The folded forms that are filed under `stems`, as far as they have been read: what a snippet marks. */
    forms(stems) {
      const found = new Set(stems);
      for (const shard of this._parsed.values()) {
        for (const [key, rest] of shard) {
          if (rest.startsWith("-") && stems.has(entry(key, rest).stem)) found.add(key);
        }
      }
      return found;
    }

    /** What a result shows of a document: {address, title, kind, date, lead, sections}; null when it is lost. */
    async text(document) {
      const shard = await this._value("d-" + Math.floor(document / this.root.span), "array");
      const found = shard.find((one) => Array.isArray(one) && one[0] === document % this.root.span);
      const isSound = found && isStrings([found[1], found[2], found[4], found[5]]) && isRelative(found[1])
        && found.slice(6).every((value) => value === 1 || (typeof value === "string" && isWellFormed(value)));
      if (!isSound) {
        this.missing = true;
        return null;
      }
      return {
        address: found[1], title: found[2], kind: this._kind(found[3]), date: found[4],
        lead: found[5],
        sections: Array.from({ length: Math.floor((found.length - 6) / 3) }, (_, place) => {
          const [anchor, title, text] = found.slice(6 + 3 * place, 9 + 3 * place);
          return { anchor: anchor === 1 ? anchorOf(String(title)) : String(anchor), title: String(title), text: String(text) };
        }),
      };
    }

    /** Kind and years of documents: Map of number to {kind, years}. */
    async facets(documents) {
      const wanted = [...new Set(documents.map((document) => Math.floor(document / this.root.facets)))];
      const out = new Map();
      const shards = await Promise.all(wanted.map((place) => this._value("f-" + place, "string")));
      shards.forEach((text, number) => {
        const at = (place) => DIGIT[text.charCodeAt(place) & 127];
        for (let place = 0; place + 7 <= text.length; place += 7) {
          const two = (from) => at(place + from) * 91 + at(place + from + 1);
          out.set(wanted[number] * this.root.facets + two(0), { kind: this._kind(at(place + 2)), years: [two(3), two(5)] });
        }
      });
      return out;
    }
  }

  function separators(text) {
    return text === null ? [] : text.split(" ");
  }

  /** The id that a heading without other letters than ASCII is given. */
  function anchorOf(title) {
    return title.toLowerCase().replace(/[^a-z0-9_ -]/g, "").replace(/ /g, "-");
  }

  /** Whether an address from a shard stays inside the archive. */
  function isRelative(address) {
    const plain = address.replace(/%2e/gi, ".");
    return /^[^:\\/?#\u0000-\u0020\u007f][^:\\?#\u0000-\u0020\u007f]*$/.test(address)
      && !/%(?:[01]|2f|5c|7f)/i.test(address) && !plain.includes("//") && !plain.split("/").some((part) => part === ".." || part === ".");
  }

  /** Whether no half of a surrogate pair stands alone: an address cannot be made of one. */
  function isWellFormed(text) {
    return !/[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]/.test(text);
  }

  function isStrings(value) {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
  }

  Object.assign(archive, { FORMAT, Index, fnv, isRelative });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-bits.js")) : OfflineArchive);
