/* The search of an offline archive: words and their folds.
 *
 * The files search-*.js are the pure half of the reader's scripts: they turn a query and shards of the index
 * into results, and touch neither page nor disk. `fold`, `sound` and `words` take the steps of search/folding.py,
 * by the table of search-table.js; the same cases test both.
 */
"use strict";

(function (archive) {
  const table = archive.table;
  const LONGEST_WORD = 60;
  const MOST_PAIRS = 4000;
  const MARKS = new RegExp("[" + ranges(table.marks) + "]", "g");
  const UNSPACED = new RegExp("[" + ranges(table.unspaced) + "]");
  const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}\u00ad\u200c\u200d]*|\|(?=[\u0400-\u052f])/gu;
  const PLAIN = /^[^'|\u0080-\uffff]*$/;
  const SEPARATORS = /[ !-&(-/:-@[-`{}~]/g;
  const CYRILLIC = /[\u0400-\u052f]/;
  const PALOCHKA = /(^|[\u0430-\u052f])[il1|](?=[\u0430-\u052f]|$)/g;
  const JOINED = /^['\u2018\u2019\u02bc|]$/;
  const LETTERS = new Map(Object.entries(table.letters));
  for (const start of table.digits.split(" ")) {
    for (let digit = 0; digit < 10; digit++) LETTERS.set(String.fromCodePoint(parseInt(start, 16) + digit), String(digit));
  }
  const LATIN = new Map(Object.entries(table.latin));
  const SOUNDS = rules(table.sounds);
  const SPELLING = new Map(Object.entries(table.spelling).map(([language, rows]) => [language, rules(rows)]));
  const BEFORE = new Set(table.before.split(" "));
  const AFTER = new Set(table.after.split(" "));

  function ranges(text) {
    return text.split(" ").map((one) => one.split("-").map((hex) => "\\u" + hex).join("-")).join("");
  }

  function rules(rows) {
    return rows.map(([pattern, other]) => [new RegExp(pattern, "g"), other]);
  }

  function letterwise(text, map) {
    let out = "";
    for (const letter of text) out += map.has(letter) ? map.get(letter) : letter;
    return out;
  }

  /** What the spellings of `word` share: no capitals, no diacritics, one form of each letter and digit. */
  function fold(word, language) {
    let folded = word.toLowerCase();
    if (/[^\u0000-\u007f]|'/.test(folded)) {
      folded = letterwise(folded.normalize("NFKD").toLowerCase().replace(MARKS, ""), LETTERS).replace(SEPARATORS, "");
    }
    if (CYRILLIC.test(folded)) return folded.replace(PALOCHKA, "$1\u04cf");
    for (const [pattern, other] of SPELLING.get((language || "").split("-")[0]) || []) folded = folded.replace(pattern, other);
    return folded;
  }

  /** `text` with the digits of every script in ASCII. */
  function digits(text) {
    return text.replace(/\p{Nd}/gu, (digit) => LETTERS.get(digit) || digit);
  }

  /** A folded word in Latin letters; what has none stays. */
  function latin(folded) {
    return letterwise(folded, LATIN);
  }

  /** The key that the spellings of a name share in all scripts: its consonants, roughly. */
  function sound(folded) {
    let key = latin(folded);
    for (const [pattern, other] of SOUNDS) key = key.replace(pattern, other);
    return key;
  }

  /** The words of `text`, which is in NFC, with the place of each: {word, start, end}. */
  function words(text) {
    if (PLAIN.test(text)) return plainWords(text);
    const runs = [];
    for (const match of text.matchAll(WORD)) {
      const last = runs[runs.length - 1];
      if (last && joins(text, last.end, match.index)) last.end = match.index + match[0].length;
      else runs.push({ start: match.index, end: match.index + match[0].length });
    }
    const found = [];
    const add = (start, end) => found.push({ word: text.slice(start, end), start: start, end: end });
    for (const { start, end } of runs) {
      const run = text.slice(start, end);
      if (run === "|" || isRest(text, start, end)) continue;
      if (UNSPACED.test(run)) {
        cut(run, start, add);
      } else if ([...run].length <= LONGEST_WORD) {
        add(start, end);
      }
    }
    return found;
  }

  /** A run in which letters of a script without spaces stand: these in pairs, what stands between them whole. */
  function cut(run, start, add) {
    const letters = [...run];
    let place = start;
    for (let first = 0, after = 0; first < letters.length; first = after) {
      const together = isUnspaced(letters[first]);
      while (after < letters.length && isUnspaced(letters[after]) === together) after++;
      const part = letters.slice(first, after);
      if (together && part.length > 1) {
        let at = place;
        for (let number = 0; number + 1 < Math.min(part.length, MOST_PAIRS); number++) {
          add(at, at + part[number].length + part[number + 1].length);
          at += part[number].length;
        }
      } else if (part.length <= LONGEST_WORD) {
        add(place, place + part.join("").length);
      }
      place += part.join("").length;
    }
  }

  function isUnspaced(letter) {
    return UNSPACED.test(letter) && !/\p{Nd}/u.test(letter);
  }

  /** The same for a text of ASCII without apostrophes and bars: most text, and several times as fast. */
  function plainWords(text) {
    const found = [];
    for (const match of text.matchAll(/[0-9A-Za-z]+/g)) {
      if (match[0].length <= LONGEST_WORD) found.push({ word: match[0], start: match.index, end: match.index + match[0].length });
    }
    return found;
  }

  /** Whether two runs are one word: Cyrillic letters about an apostrophe or a bar typed for a palochka. */
  function joins(text, end, start) {
    const between = text.slice(end, start);
    const last = text[end - 1];
    if (text[start] === "|" || (last === "|" && !between)) return !between && CYRILLIC.test(last === "|" ? text[start] : last);
    return JOINED.test(between) && CYRILLIC.test(last) && CYRILLIC.test(text[start]);
  }

  /** Whether a run is what an apostrophe leaves: *s* of *Kadyrov's*, *l* of *l'homme*. */
  function isRest(text, start, end) {
    if (end - start > 2) return false;
    const run = text.slice(start, end).toLowerCase();
    const isLetter = (letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
    return (AFTER.has(run) && /['\u2019]/.test(text[start - 1] || "") && isLetter(text[start - 2]))
      || (BEFORE.has(run) && /['\u2019]/.test(text[end] || "") && isLetter(text[end + 1]));
  }

  Object.assign(archive, { digits, fold, isUnspaced, latin, sound, words });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-table.js")) : OfflineArchive);
