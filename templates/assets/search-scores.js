/* The search of an offline archive: scores, of one clause and of several together, and what is found by them.
 *
 * Of a common word there may be thousands: so scores are columns and arrays by number of the document, and loops call nothing.
 */
"use strict";

(function (archive) {
  const COVERAGE = 0.7;
  const NUMBERS = 1 << 22; // more than any document's number

  /** Scores by number of a document, and the documents that have one: arrays, since there may be all of an archive. */
  class Scores {
    constructor(numbers) {
      this.score = new Float32Array(numbers);
      this.section = new Uint8Array(numbers);
      this.documents = new Int32Array(numbers); // of which the first `count` are used
      this.count = 0;
    }

    /** Keep the greater of what a document has and `score`. */
    raise(document, score, section) {
      const before = this.score[document];
      if (score <= before) return;
      if (before === 0) this.documents[this.count++] = document;
      this.score[document] = score;
      this.section[document] = section;
    }

    /** The documents that have a score. */
    all() {
      return this.documents.subarray(0, this.count);
    }

    /** The same as columns: {count, documents, scores, sections}. */
    columns() {
      const documents = this.all();
      return { count: this.count, documents: documents, scores: Float32Array.from(documents, (one) => this.score[one]), sections: Uint8Array.from(documents, (one) => this.section[one]) };
    }
  }

  /** The scores of several clauses together. */
  class Sum {
    constructor(numbers) {
      this.total = new Scores(numbers);
      this.best = new Float32Array(numbers);
      this.matched = new Uint8Array(numbers);
    }

    /** Add the scores of a clause, which counts as so many of those that are asked for. One loop, no call: they may be thousands. */
    add({ count: many, documents, scores, sections }, counted) {
      const { total, best, matched } = this;
      const { score, section } = total;
      let count = total.count;
      for (let at = 0; at < many; at++) {
        const here = scores[at];
        if (here <= 0) continue; // boosted by nothing
        const document = documents[at];
        if (score[document] === 0) total.documents[count++] = document;
        score[document] += here;
        matched[document] += counted;
        if (here > best[document]) {
          best[document] = here;
          section[document] = sections[at];
        }
      }
      total.count = count;
    }

    /** A page that answers all of a query goes before one that says much of a part. */
    weigh(asked) {
      const { total, matched } = this;
      const shares = Array.from({ length: asked + 1 }, (_, answered) => Math.pow((answered || 1) / asked, COVERAGE));
      for (let at = 0; at < total.count; at++) {
        const document = total.documents[at];
        total.score[document] *= shares[matched[document]];
      }
    }
  }

  /** Documents by their score, equal ones by their number. Numbers are sorted: functions that compare take much longer. */
  function inOrder(total, documents) {
    const keys = new Float64Array(documents.length);
    for (let at = 0; at < documents.length; at++) {
      keys[at] = documents[at] - Math.round(Math.min(total.score[documents[at]], 1e6) * 1000) * NUMBERS;
    }
    return new Found(total, keys.sort());
  }

  /** What was found, best first: {document, score, section}, made as they are asked for. */
  class Found {
    constructor(total, keys) {
      this.total = total;
      this.keys = keys;
      this.made = new Map();
    }

    get length() {
      return this.keys.length;
    }

    /** The numbers of the documents. */
    get documents() {
      return Array.from(this.keys, documentOf);
    }

    slice(from, to) {
      return Array.from(this.keys.subarray(from, to), (key) => this._made(documentOf(key)));
    }

    /** The same without the documents that `fits` refuses. */
    filter(fits) {
      return new Found(this.total, this.keys.filter((key) => fits(documentOf(key))));
    }

    _made(document) {
      if (!this.made.has(document)) {
        this.made.set(document, { document: document, score: this.total.score[document], section: this.total.section[document] });
      }
      return this.made.get(document);
    }
  }

  function documentOf(key) {
    return ((key % NUMBERS) + NUMBERS) % NUMBERS;
  }

  Object.assign(archive, { Scores, Sum, inOrder });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-meaning.js")) : OfflineArchive);
