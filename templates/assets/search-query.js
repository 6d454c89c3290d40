/* The search of an offline archive: what a query asks for.
 *
 * A query has lunr's language: `word`, `"a phrase"`, `+must`, `-not`, `title:word`, `wild*`, `fuzzy~1`, `boost^2`.
 * What lunr would reject is read as plain words.
 */
"use strict";

(function (archive) {
  const { fold, words } = archive;
  const MOST_CHARACTERS = 300;
  const MOST_CLAUSES = 24;
  const LONGEST_WORD = 60;
  const MOST_NAME_WORDS = 6;
  const DATE_BOOST = 3;
  const MOST_MONTHS = 36;
  const PIECE = /([+-]?)(?:([a-z]+):)?(?:"([^"]*)(?:"|$)((?:[~^][0-9]{1,2})*)|(\S+))/g;
  const PATTERN = /[\p{L}\p{N}\p{M}*]+/gu;
  const ISO = /(?:^|[^0-9-])(\d{4})-(\d{2})(?:-(\d{2}))?(?![0-9-])/g;
  const INTERVAL = /(?:^|[^0-9-])(\d{4})-(\d{2})(?:-\d{2})?\s?[\/\u2013]\s?(\d{4})-(\d{2})(?:-\d{2})?(?![0-9-])/;
  const DOTTED = /(?:^|[^0-9./])(\d{1,2})([./])(\d{1,2})\2(\d{4})(?![0-9./])/g;
  const DAY = /^([0-3]?\d)(?:st|nd|rd|th)?$/;
  const YEAR = /^[12]\d{3}$/;

  /**
   * A query as clauses: {words, wild, dates, fields, presence, edits, boost, last}. `words` are as written; several
   * are a phrase. `wild` is a pattern, `dates` are words of the index of which any will do. `fields` is null for all.
   * `last` marks the word that is still being typed. `months` gives the number of a folded name.
   */
  function parse(query, fields, months) {
    const text = query.slice(0, MOST_CHARACTERS).normalize("NFC");
    const clauses = [];
    const unsigned = [];
    for (const match of text.matchAll(PIECE)) {
      let [, sign, field, phrase, after, plain] = match;
      const known = field && fields.includes(field);
      if (field && !known) plain = phrase === undefined ? field + ":" + plain : undefined;
      const clause = { words: [], wild: "", dates: [], fields: known ? [field] : null, presence: "optional", edits: 0, boost: 1, last: false };
      if (sign) clause.presence = sign === "+" ? "required" : "prohibited";
      if (phrase !== undefined) {
        modify(clause, after || "");
        clause.words = words(phrase).map((item) => item.word).slice(0, MOST_CLAUSES);
        if (clause.words.length) clauses.push(clause);
        if (!sign && !known) unsigned.push(phrase);
        continue;
      }
      const own = (sign || known) && !plain.includes("*") ? dates(plain, new Map()) : [];
      if (own.length) {
        clauses.push(with_(clause, { dates: own.slice(0, 1) }));
        continue;
      }
      if (!sign && !known) unsigned.push(plain);
      const suffix = /(?:[~^][0-9]{1,2})+$/.exec(plain);
      if (suffix) {
        plain = plain.slice(0, suffix.index);
        modify(clause, suffix[0]);
      }
      clauses.push(...(plain.includes("*") ? patterns(plain, clause) : words(plain).map((item) => with_(clause, { words: [item.word] }))));
      if (clauses.length >= MOST_CLAUSES) break;
    }
    const last = clauses[clauses.length - 1];
    if (last && last.words.length === 1 && /[\p{L}\p{N}\p{M}]$/u.test(query)) last.last = true;
    return [...dateClauses(unsigned.join(" "), months || new Map()), ...clauses.slice(0, MOST_CLAUSES)];
  }

  function with_(clause, more) {
    return Object.assign({}, clause, more);
  }

  function modify(clause, signs) {
    for (const [mark, value] of [...signs.matchAll(/([~^])([0-9]{1,2})/g)].map((found) => [found[1], Number(found[2])])) {
      if (mark === "~") clause.edits = Math.min(value, 2);
      else clause.boost = value;
    }
  }

  function patterns(plain, clause) {
    const found = [];
    for (const [pattern] of plain.matchAll(PATTERN)) {
      const short = pattern.slice(0, LONGEST_WORD).replace(/\*+/g, "*");
      if (/[^*]/.test(short)) found.push(with_(clause, short.includes("*") ? { wild: short } : { words: [short] }));
    }
    return found;
  }

  function month(year, number) {
    return String(year).padStart(4, "0") + String(number).padStart(2, "0");
  }

  /** The words of the index for the dates that a text names, the most exact of each: the steps of search/datewords.py. */
  function dates(text, months) {
    text = archive.digits(text);
    const found = [];
    const add = (year, number, day) => {
      if (number < 1 || number > 12) return;
      found.push(month(year, number) + (day >= 1 && day <= 31 ? String(day).padStart(2, "0") : ""));
    };
    for (const match of text.matchAll(ISO)) add(Number(match[1]), Number(match[2]), Number(match[3] || 0));
    for (const match of text.matchAll(DOTTED)) {
      const first = Number(match[1]);
      const second = Number(match[3]);
      if (second > 12) add(Number(match[4]), first, second);
      else add(Number(match[4]), second, first);
    }
    const run = words(text).map((item) => fold(item.word));
    run.forEach((word, place) => {
      if (!YEAR.test(word)) return;
      const [first, second] = [run[place - 2], run[place - 1]];
      const day = DAY.exec(first || "");
      const later = DAY.exec(second || "");
      if (months.has(second)) add(Number(word), months.get(second), day ? Number(day[1]) : 0);
      else if (months.has(first) && later) add(Number(word), months.get(first), Number(later[1]));
    });
    return found;
  }

  function dateClauses(text, months) {
    const interval = INTERVAL.exec(text);
    const groups = interval ? [between(...interval.slice(1, 5).map(Number))] : dates(text, months).map((date) => [date]);
    return groups.filter((group) => group.length).slice(0, 4).map((group) => (
      { words: [], wild: "", dates: group, fields: null, presence: "optional", edits: 0, boost: DATE_BOOST, last: false }));
  }

  /** The months of an interval, as many as are looked for. */
  function between(year, number, lastYear, lastNumber) {
    const found = [];
    const end = lastYear * 12 + lastNumber;
    for (let at = year * 12 + number; at <= end && found.length < MOST_MONTHS; at++) {
      found.push(month(Math.floor((at - 1) / 12), ((at - 1) % 12) + 1));
    }
    return found;
  }

  /** The key of the whole name that a query may be, when it asks for nothing else; else "". */
  function wholeName(query, fold) {
    const text = query.slice(0, MOST_CHARACTERS).normalize("NFC");
    if (/["+*~^]|(?:^|\s)-|[a-z]:\S/.test(text)) return "";
    const run = words(text);
    return run.length <= MOST_NAME_WORDS ? keyOf(run.map((item) => fold(item.word))) : "";
  }

  function keyOf(parts) {
    return parts.length ? (parts[0] + "'" + parts.slice(1).join("")).slice(0, LONGEST_WORD) : "";
  }

  Object.assign(archive, { dates, parse, wholeName });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-words.js")) : OfflineArchive);
