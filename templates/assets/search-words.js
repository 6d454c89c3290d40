/* The search of an offline archive, first part: words and queries.
 *
 * The three files search-*.js are the pure half of the reader's scripts: they turn a query and shards
 * of the index into results, and touch neither page nor disk. `fold` and `words` are written twice,
 * here and in search/analysis.py; the same cases test both.
 */
"use strict";

var OfflineArchive = (function () {
  const MOST_CHARACTERS = 300;
  const MOST_CLAUSES = 16;
  const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
  const WORD = /[\p{L}\p{N}]+/gu;
  const PATTERN = /[\p{L}\p{N}*]+/gu;

  /** `text` in lower case and without diacritics. */
  function fold(text) {
    return text.toLowerCase().normalize("NFKD").replace(MARKS, "");
  }

  /** The words of `text` with the place of each: {word, start, end}. */
  function words(text) {
    const found = [];
    for (const match of text.matchAll(WORD)) {
      found.push({ word: match[0], start: match.index, end: match.index + match[0].length });
    }
    return found;
  }

  /**
   * A query as clauses, in lunr's language: `word`, `+must`, `-not`, `title:word`, `wild*`,
   * `fuzzy~1`, `boost^2`. What lunr would reject is read as plain words.
   */
  function parse(query, fields) {
    const clauses = [];
    const text = query.slice(0, MOST_CHARACTERS).normalize("NFC");
    for (let piece of text.split(/\s+/)) {
      if (!piece || clauses.length >= MOST_CLAUSES) continue;
      const clause = { presence: "optional", fields: fields, edits: 0, boost: 1 };
      if (piece.length > 1 && (piece[0] === "+" || piece[0] === "-")) {
        clause.presence = piece[0] === "+" ? "required" : "prohibited";
        piece = piece.slice(1);
      }
      const colon = piece.indexOf(":");
      if (colon > 0 && fields.includes(piece.slice(0, colon))) {
        clause.fields = [piece.slice(0, colon)];
        piece = piece.slice(colon + 1);
      }
      const suffix = /(?:[~^][0-9]{1,2})+$/.exec(piece);
      if (suffix) {
        piece = piece.slice(0, suffix.index);
        for (const [mark, value] of [...suffix[0].matchAll(/[~^][0-9]{1,2}/g)].map((m) => [m[0][0], Number(m[0].slice(1))])) {
          if (mark === "~") clause.edits = Math.min(value, 2);
          else clause.boost = value;
        }
      }
      for (const match of piece.matchAll(PATTERN)) {
        if (clauses.length >= MOST_CLAUSES) break;
        const term = fold(match[0]).slice(0, 60);
        if (/[^*]/.test(term)) clauses.push(Object.assign({}, clause, { term: term }));
      }
    }
    return clauses;
  }

  return { fold, parse, words };
})();

if (typeof module === "object" && module.exports) module.exports = OfflineArchive;
