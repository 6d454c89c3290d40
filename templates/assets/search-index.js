/* The search of an offline archive, second part: the index, in the format of docs/search-format.md.
 *
 * Every value that comes from a shard is untrusted: a shard that is damaged counts as missing.
 */
"use strict";

(function (archive) {
  const FORMAT = 1;
  const MOST_RANGE_SHARDS = 12;
  const MOST_FUZZY_SHARDS = 80;
  const MOST_EXPANSIONS = 64;
  const MORE = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  const LAST = "abcdefghijklmnopqrstuvwxyzWXYZ_-";

  /** The postings of one field: [[document, impact], …]. A character of no alphabet ends the list. */
  function postings(column, documents) {
    const found = [];
    let value = 0;
    let document = -1;
    for (const character of column) {
      const more = MORE.indexOf(character);
      if (more >= 0) {
        value = value * 32 + more;
        if (value > 2 ** 40) break;
        continue;
      }
      const last = LAST.indexOf(character);
      if (last < 0) break;
      value = value * 32 + last;
      document += Math.floor(value / 16);
      if (document >= documents || value < 16) break;
      found.push([document, value % 16]);
      value = 0;
    }
    return found;
  }

  /** Index of the last shard whose separator is not after `key`. */
  function shardOf(table, key) {
    let low = 0;
    let high = table.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (table[middle][0] <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The line of `key` in a shard of terms, cut into columns; null when there is none. */
  function lineOf(shard, key) {
    const start = ("\n" + shard).indexOf("\n" + key + "\t");
    let from = start;
    if (from < 0) {
      const whole = ("\n" + shard + "\n").indexOf("\n" + key + "\n");
      if (whole < 0) return null;
      from = whole;
    }
    const end = shard.indexOf("\n", from);
    return shard.slice(from, end < 0 ? undefined : end).split("\t");
  }

  /** Whether `word` fits `pattern`, in which `*` stands for any letters. Linear, without backtracking. */
  function fits(pattern, word) {
    const parts = pattern.split("*");
    if (parts.length === 1) return pattern === word;
    if (!word.startsWith(parts[0])) return false;
    let at = parts[0].length;
    for (const part of parts.slice(1, -1)) {
      const found = word.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    const last = parts[parts.length - 1];
    return word.length - last.length >= at && word.endsWith(last);
  }

  /** Whether `a` turns into `b` with at most `most` letters added, dropped, changed or swapped. */
  function within(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return false;
    let before = null;
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        const change = a[i - 1] === b[j - 1] ? 0 : 1;
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + change);
        if (before && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        next.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return false;
      before = row;
      row = next;
    }
    return row[b.length] <= most;
  }

  function sharedStart(a, b) {
    let length = 0;
    while (length < a.length && length < b.length && a[length] === b[length]) length++;
    return length;
  }

  /**
   * One language of the index. `load(name)` gives a promise of a shard's value and rejects when the
   * shard is missing; a shard that is not what it should be counts as missing.
   */
  class Index {
    constructor(root, load) {
      const tables = root && [root.terms, root.texts];
      if (!root || root.version !== FORMAT || typeof root.stop !== "string" || !isStrings(root.fields)
          || !Array.isArray(root.weights) || !Number.isInteger(root.documents)
          || !tables.every((table) => Array.isArray(table) && table.every((row) => Array.isArray(row) && row.length === 2))) {
        throw new Error("not an index of this format");
      }
      this.root = root;
      this.language = root.language;
      this.stop = new Set(root.stop.split(" "));
      this.missing = false;
      this._load = load;
    }

    async _shard(table, number) {
      try {
        const value = await this._load(this.language + "/" + table[number][1]);
        const wanted = table === this.root.terms ? typeof value === "string" : Array.isArray(value);
        if (!wanted) throw new Error("damaged shard");
        return value;
      } catch (error) {
        this.missing = true;
        return table === this.root.terms ? "" : [];
      }
    }

    async _line(key) {
      if (!this.root.terms.length) return null;
      return lineOf(await this._shard(this.root.terms, shardOf(this.root.terms, key)), key);
    }

    /** The lines whose key begins with `prefix`, from a limited number of shards. */
    async _range(prefix, most = MOST_RANGE_SHARDS) {
      const table = this.root.terms;
      if (!table.length) return [];
      const lines = [];
      const first = shardOf(table, prefix);
      for (let number = first; number < table.length && number < first + most; number++) {
        if (number > first && table[number][0] > prefix && !table[number][0].startsWith(prefix)) break;
        for (const line of (await this._shard(table, number)).split("\n")) {
          if (line.startsWith(prefix)) lines.push(line.split("\t"));
        }
      }
      return lines;
    }

    /** The stems a clause means, each with the weight it has: Map of stem to weight. */
    async _stems(clause, typing) {
      const term = clause.term;
      const found = new Map();
      const add = (columns, weight) => {
        const stem = columns[1] || columns[0];
        if (found.size < MOST_EXPANSIONS || found.has(stem)) {
          found.set(stem, Math.max(weight, found.get(stem) || 0));
        }
      };
      if (term.includes("*")) {
        const start = term.slice(0, term.indexOf("*"));
        if (start.length >= 2) {
          for (const columns of await this._range(start)) if (fits(term, columns[0])) add(columns, 1);
        }
        return found;
      }
      const exact = await this._line(term);
      if (exact) add(exact, 1);
      if (clause.edits) {
        for (const columns of await this._range(term.slice(0, 1), MOST_FUZZY_SHARDS)) {
          if (within(term, columns[0], clause.edits)) add(columns, exact && columns[0] === term ? 1 : 0.5);
        }
      }
      if (typing && term.length >= 2) {
        for (const columns of await this._range(term)) add(columns, 0.4);
      }
      if (!found.size && term.length >= 3) {
        for (const columns of await this._nearest(term)) add(columns, 0.5);
      }
      return found;
    }

    /**
     * The lines of the forms nearest to one that the index does not hold: those that begin with it,
     * else those that share the longest start with it and differ in their endings alone.
     */
    async _nearest(term) {
      const lines = await this._range(term.slice(0, 3));
      const longer = lines.filter((columns) => columns[0].startsWith(term));
      if (longer.length) return longer;
      let best = 3;
      let found = [];
      for (const columns of lines) {
        const shared = sharedStart(columns[0], term);
        const ends = Math.max(term.length, columns[0].length) - shared;
        if (ends > (shared > 3 ? 3 : 1) || shared < term.length * 0.55) continue;
        if (shared > best) found = [];
        if (shared >= best) {
          best = shared;
          found.push(columns);
        }
      }
      return found;
    }

    /** Score and matched stems by document for one clause. */
    async _clause(clause, typing) {
      const scores = new Map();
      const stems = await this._stems(clause, typing);
      for (const [stem, weight] of stems) {
        const columns = await this._line(stem);
        if (!columns) continue;
        const impacts = new Map();
        this.root.fields.forEach((field, place) => {
          if (!clause.fields.includes(field)) return;
          for (const [document, impact] of postings(columns[2 + place] || "", this.root.documents)) {
            impacts.set(document, (impacts.get(document) || 0) + impact * this.root.weights[place]);
          }
        });
        const rarity = Math.log(1 + (this.root.documents - impacts.size + 0.5) / (impacts.size + 0.5));
        for (const [document, impact] of impacts) {
          const score = impact * rarity * weight * clause.boost;
          scores.set(document, Math.max(scores.get(document) || 0, score));
        }
      }
      return { scores: scores, stems: stems };
    }

    /** Whether `clauses` are words too common to be in the index, all of them. */
    common(clauses) {
      return clauses.length > 0 && clauses.every((clause) => this.stop.has(clause.term));
    }

    /** Pages that answer `clauses`, best first: [{document, score}], and the stems that matched. */
    async find(clauses, typing) {
      const total = new Map();
      const prohibited = new Set();
      const stems = new Set();
      let required = null;
      for (let place = 0; place < clauses.length; place++) {
        const clause = clauses[place];
        if (this.stop.has(clause.term)) continue;
        const result = await this._clause(clause, typing && place === clauses.length - 1);
        if (clause.presence === "prohibited") {
          for (const document of result.scores.keys()) prohibited.add(document);
          continue;
        }
        for (const stem of result.stems.keys()) stems.add(stem);
        for (const [document, score] of result.scores) {
          total.set(document, (total.get(document) || 0) + score);
        }
        if (clause.presence === "required") {
          const here = new Set(result.scores.keys());
          required = required ? new Set([...required].filter((document) => here.has(document))) : here;
        }
      }
      const found = [...total].filter(([document]) => !prohibited.has(document) && (!required || required.has(document)));
      found.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      return { found: found.map(([document, score]) => ({ document, score })), stems: stems };
    }

    /** Address, title and sections of a document; null when its shard is missing. */
    async text(document) {
      const table = this.root.texts;
      let number = 0;
      while (number + 1 < table.length && table[number + 1][0] <= document) number++;
      if (!table.length) return null;
      const entry = (await this._shard(table, number))[document - table[number][0]];
      if (!Array.isArray(entry) || typeof entry[0] !== "string" || !isRelative(entry[0])) return null;
      const sections = Array.isArray(entry[2]) ? entry[2].filter((section) => isStrings(section) && section.length === 3) : [];
      return { address: entry[0], title: String(entry[1]), sections: sections };
    }

    /** The folded forms that are filed under `stems`, for marking them in a snippet. */
    async forms(stems) {
      const forms = new Set();
      for (const stem of stems) {
        for (const columns of await this._range(stem.slice(0, Math.max(2, stem.length - 1)))) {
          if ((columns[1] || columns[0]) === stem) forms.add(columns[0]);
        }
      }
      return forms;
    }
  }

  /** Whether an address from a shard stays inside the archive. */
  function isRelative(address) {
    const plain = address.replace(/%2e/gi, ".");
    return /^[^:\\/?#\u0000-\u0020\u007f][^:\\\u0000-\u0020\u007f]*$/.test(address)
      && !/%(?:[01]|2f|5c|7f)/i.test(address) && !plain.includes("//") && !plain.split("/").some((part) => part === ".." || part === ".");
  }

  function isStrings(value) {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
  }

  Object.assign(archive, { FORMAT, Index, fits, isRelative, lineOf, postings, shardOf, within });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-words.js")) : OfflineArchive);
