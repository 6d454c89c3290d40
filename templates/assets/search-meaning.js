/* The search of an offline archive: what a word of a query means by the words that the index holds.
 *
 * A meaning is stems, each with a weight. Every step reads a bounded number of shards, whatever the query.
 */
"use strict";

(function (archive) {
  const { latin, sound } = archive;
  const MOST_STEMS = 64;
  const MOST_WILD_SHARDS = 12;
  const MOST_FUZZY_SHARDS = 40;
  const MOST_TYPED_SHARDS = 3;
  const SHORT = 4;
  const KIN = 0.7;
  const TYPED = 0.4;
  const NEAR = 0.5;
  const ENDING = 3;
  const ENDINGS = new Set(Object.values(archive.table.endings).flatMap((letters) => letters.split(" ")));

  /** Letters to add, drop, change or swap to make `b` of `a`; `most` + 1 when there are more. */
  function distanceOf(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [];
    let row = Array.from({ length: b.length + 1 }, (_, place) => place);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        next.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = row;
      row = next;
    }
    return Math.min(row[b.length], most + 1);
  }

  /** Whether `word` fits a pattern in which `*` stands for any letters. */
  function fits(pattern, word) {
    const parts = pattern.split("*");
    if (!word.startsWith(parts[0])) return false;
    let place = parts[0].length;
    for (let number = 1; number < parts.length - 1; number++) {
      const found = word.indexOf(parts[number], place);
      if (found < 0) return false;
      place = found + parts[number].length;
    }
    const end = parts[parts.length - 1];
    return word.endsWith(end) && word.length - end.length >= place;
  }

  /** The stems of a clause, and the forms that led to them: weights by stem. */
  class Meaning {
    constructor() {
      this.stems = new Map();
      this.shown = ""; // the word that stands in for one that is not there
      this.inflected = false; // whether it is a form of the same word
    }

    add(stem, weight) {
      if (this.stems.size < MOST_STEMS || this.stems.has(stem)) {
        this.stems.set(stem, Math.max(weight, this.stems.get(stem) || 0));
      }
    }

    get empty() {
      return this.stems.size === 0;
    }
  }

  function addAll(meaning, found, weight) {
    meaning.add(found.stem, weight);
    if (found.bits !== null) meaning.add(found.key, weight);
  }

  function addEntry(meaning, found, weight) {
    addAll(meaning, found, weight);
    for (const kin of found.kin) meaning.add(kin, weight * KIN);
  }

  /** What a clause means by the words that the index holds. */
  async function meaningOf(index, clause, typing) {
    const meaning = new Meaning();
    if (clause.dates.length) {
      for (const found of await Promise.all(clause.dates.map((date) => index.entry(date)))) if (found) meaning.add(found.stem, 1);
      return meaning;
    }
    if (clause.wild) {
      const pattern = clause.wild.split("*").map((part) => index.fold(part)).join("*");
      const start = pattern.slice(0, pattern.indexOf("*"));
      if (start.length >= 2) {
        for (const found of await index.range(start, MOST_WILD_SHARDS)) if (fits(pattern, found.key)) addAll(meaning, found, 1);
      }
      return meaning;
    }
    const word = index.fold(clause.words[0]);
    const exact = await index.entry(word);
    if (exact) {
      addEntry(meaning, exact, 1);
      if (exact.stem !== word) {
        const stem = await index.entry(exact.stem);
        if (stem) addEntry(meaning, stem, 1);
      }
    }
    if (clause.edits) {
      for (const found of await index.range(word.slice(0, 1), MOST_FUZZY_SHARDS)) {
        if (distanceOf(word, found.key, clause.edits) <= clause.edits) addAll(meaning, found, found.key === word ? 1 : NEAR);
      }
    }
    const isWhole = exact !== null && word.length >= SHORT; // a word by itself; a shorter one is mostly a beginning
    if (typing && clause.last && !isWhole && (word.length >= 2 || [...word].some(archive.isUnspaced))) {
      const completed = await index.completions(word);
      if (completed) {
        for (const stem of completed) meaning.add(stem, TYPED);
      } else {
        for (const found of await index.range(word, MOST_TYPED_SHARDS)) addAll(meaning, found, TYPED);
      }
    }
    return meaning;
  }

  /**
   * What stands in for a word that the index does not hold: a form of the same word, a name that sounds the same,
   * a word that differs by a letter or two. Sets `shown` to the first, and `inflected` if it is a form.
   */
  async function instead(index, written, meaning) {
    const word = index.fold(written);
    const candidates = [];
    const near = word.length <= 5 ? 1 : 2;
    if (word.length >= 4) {
      for (const found of await index.range(word.slice(0, Math.max(3, Math.ceil(word.length * 0.5))), MOST_TYPED_SHARDS)) {
        const shared = sharedStart(found.key, word);
        const ends = Math.max(word.length, found.key.length) - shared;
        const inflected = isEnding(word.slice(shared)) && isEnding(found.key.slice(shared));
        if (ends <= ENDING && shared >= 3 && shared >= word.length * (inflected ? 0.5 : 0.7)) {
          candidates.push({ found: found, inflected: inflected, cost: ends * (inflected ? 0.4 : 0.6) });
        }
      }
    }
    for (const shown of await index.named(sound(word))) {
      const cost = distanceOf(latin(index.fold(shown)), latin(word), 3);
      if (cost <= Math.max(near, Math.floor(word.length / 3))) candidates.push({ shown: shown, cost: cost });
    }
    if (word.length >= 4 && !candidates.some((one) => one.cost <= 1)) {
      for (const found of await index.range(word.slice(0, 2), MOST_TYPED_SHARDS)) {
        const cost = distanceOf(found.key, word, near);
        if (cost <= near) candidates.push({ found: found, cost: cost + 0.2 });
      }
    }
    const least = Math.min(...candidates.map((one) => one.cost));
    for (const one of candidates.filter((other) => other.cost <= least).slice(0, 4)) {
      const found = one.found || await index.entry(index.fold(one.shown));
      if (!found) continue;
      addEntry(meaning, found, NEAR);
      meaning.inflected = meaning.inflected || one.inflected === true;
      meaning.shown = meaning.shown || one.shown || await asShown(index, found.key);
    }
  }

  /** Whether letters are an ending of some language, or none. */
  function isEnding(letters) {
    return !letters || ENDINGS.has(letters);
  }

  /** A folded word as readers see it, where the index says; "" for one that must not be quoted. */
  async function asShown(index, key) {
    const shown = (await index.named(sound(key))).find((one) => index.fold(one) === key);
    return shown || (index.root.numbers > 8192 ? key : "");
  }

  function sharedStart(a, b) {
    let length = 0;
    while (length < a.length && length < b.length && a[length] === b[length]) length++;
    return length;
  }

  Object.assign(archive, { distance: distanceOf, fits, instead, meaningOf });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-index.js")) : OfflineArchive);
