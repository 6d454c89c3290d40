/* The search of an offline archive, fifth part: from a query to the pages that answer it, best first.
 *
 * A document's score for a clause is the best of the clause's stems, its score for the query the sum of these.
 */
"use strict";

(function (archive) {
  const { instead, meaningOf, parse, wholeName } = archive;
  const MOST_CLAUSES = 16;
  const LEAST_CORRECTED = 4;
  const COVERAGE = 0.7;

  /** What a stem counts in each document: its impact times its rarity. Calls take(document, score, section, mask). */
  function tally(index, found, take) {
    const rarity = Math.log(1 + (index.root.documents - found.count + 0.5) / (found.count + 0.5));
    for (let place = 0; place < found.count; place++) {
      take(found.documents[place], index.impacts[found.levels[place]] * rarity, found.sections[place], found.masks[place]);
    }
  }

  function masked(index, fields) {
    return fields ? fields.reduce((mask, field) => mask | (1 << index.root.fields.indexOf(field)), 0) : 15;
  }

  /** Scores of a clause by document: Map of number to {score, section}. */
  async function scoresOf(index, clause, meaning) {
    const scores = new Map();
    const mask = masked(index, clause.fields);
    const stems = [...meaning.stems];
    const all = await Promise.all(stems.map(([stem]) => index.postings(stem)));
    all.forEach((found, place) => {
      if (!found) return;
      const weight = stems[place][1] * clause.boost;
      tally(index, found, (document, impact, section, where) => {
        if (!(where & mask)) return;
        const before = scores.get(document);
        const score = impact * weight;
        if (before === undefined || score > before.score) scores.set(document, { score: score, section: section });
      });
    });
    return scores;
  }

  /** Where the stems of a word of a phrase stand: Map of document to {score, section, where, row}. */
  async function standing(index, meaning) {
    const by = new Map();
    for (const stem of meaning.stems.keys()) {
      const found = await index.postings(stem);
      if (!found) continue;
      const rows = await index.positions(stem, found.count);
      let place = 0;
      tally(index, found, (document, score, section, where) => {
        const row = rows[place++] || [];
        const before = by.get(document);
        if (!before) by.set(document, { score: score, section: section, where: where, row: row });
        else by.set(document, Object.assign({}, before, { where: before.where | where, row: before.row.concat(row) }));
      });
    }
    return by;
  }

  /** Scores of a phrase: the sum of its words where they stand one after the other. */
  async function scoresOfPhrase(index, clause, meanings) {
    const scores = new Map();
    const mask = masked(index, clause.fields);
    const parts = [];
    for (let place = 0; place < meanings.length; place++) {
      // A word too common to be indexed holds its place alone.
      if (meanings[place]) parts.push({ by: await standing(index, meanings[place]), offset: place });
    }
    if (!parts.length) return scores;
    for (const [document, first] of parts[0].by) {
      const all = parts.map((part) => part.by.get(document));
      if (all.some((one) => !one || !(one.where & mask))) continue;
      const rows = all.slice(1).map((one) => new Set(one.row));
      const together = first.row.some((at) => rows.every((row, number) => row.has(at - parts[0].offset + parts[number + 1].offset)));
      if (!together) continue;
      const rarest = all.reduce((best, one) => (one.score > best.score ? one : best));
      scores.set(document, { score: all.reduce((sum, one) => sum + one.score, 0) * clause.boost, section: rarest.section });
    }
    return scores;
  }

  /** The clauses that one language answers: without words too common, and without those that only ask. */
  function sifted(index, clauses, asking) {
    const kept = clauses.filter((clause) => clause.words.length !== 1 || !index.stop.has(index.fold(clause.words[0])));
    const telling = kept.filter((clause) => clause.words.length !== 1 || clause.presence !== "optional" || clause.fields
      || !asking.has(archive.fold(clause.words[0])));
    return (telling.length ? telling : kept).slice(0, MOST_CLAUSES);
  }

  /**
   * The answer of each index to a query: {indexes: [{index, found, stems, forms}], replaced, common}.
   * `found` is [{document, score, section}], best first; `replaced` is [{typed, used}] for words found nowhere.
   */
  async function answer(indexes, query, typing) {
    const months = monthsOf(indexes);
    const fields = indexes.length ? indexes[0].root.fields : [];
    const clauses = parse(query, fields, months);
    const asking = askingWords();
    const states = await Promise.all(indexes.map(async (index) => {
      const mine = sifted(index, clauses, asking);
      const name = wholeName(query, (word) => index.fold(word));
      const bearers = name ? index.postings(name + "'") : null; // read beside the words, not after them
      const meanings = await Promise.all(mine.map((clause) => (clause.words.length > 1
        ? Promise.all(clause.words.map((word) => (index.stop.has(index.fold(word)) ? null : meaningOf(index, wordOf(word), false))))
        : meaningOf(index, clause, typing))));
      return { index: index, clauses: mine, meanings: meanings, named: await bearers };
    }));
    const replaced = await replace(states, typing);
    const answers = [];
    for (const state of states) answers.push(await ranked(state));
    return {
      indexes: answers,
      replaced: replaced,
      common: clauses.length > 0 && states.every((state) => !state.clauses.length),
    };
  }

  function wordOf(word) {
    return { words: [word], wild: "", dates: [], fields: null, presence: "optional", edits: 0, boost: 1, last: false };
  }

  function monthsOf(indexes) {
    const months = new Map();
    for (const index of indexes) {
      index.root.months.forEach((names, place) => {
        for (const name of names.split(" ")) if (name && !months.has(name)) months.set(name, place + 1);
      });
    }
    return months;
  }

  function askingWords() {
    return new Set(Object.values(archive.table.asking).flatMap((words) => words.split(" ")));
  }

  /**
   * Give a word that an index does not hold what stands in for it there. Where another index holds it, only a name in
   * another script may stand in. What was put in place of a word that no index holds is told, unless it is a
   * form of it or is still being typed.
   */
  async function replace(states, typing) {
    const lone = (clause) => clause.words.length === 1 && !clause.edits && clause.presence !== "prohibited";
    const every = states.flatMap((state) => state.clauses.map((clause, place) => (
      { index: state.index, word: clause.words[0], lone: lone(clause), unfinished: typing && clause.last, meaning: state.meanings[place], named: state.named })));
    const held = new Set(every.filter((one) => one.lone && !one.meaning.empty).map((one) => one.word));
    await Promise.all(every.map(async ({ index, word, lone, meaning, named }) => {
      if (!lone || !meaning.empty || named || word.length < LEAST_CORRECTED || /[0-9]/.test(index.fold(word))) return;
      if (held.has(word) && isLatin(word) === index.isLatin) return;
      await instead(index, word, meaning);
    }));
    const told = new Map();
    for (const { word, lone, meaning, unfinished } of every) {
      if (!lone || unfinished || held.has(word) || !meaning.shown) continue;
      if (!told.has(word) || meaning.inflected) told.set(word, meaning.inflected ? "" : meaning.shown);
    }
    return [...told].filter(([, used]) => used).map(([typed, used]) => ({ typed: typed, used: used }));
  }

  function isLatin(word) {
    return !/[^\u0000-\u024f]/.test(word);
  }

  /** One index's documents, best first. */
  async function ranked(state) {
    const total = new Map();
    const prohibited = new Set();
    const stems = new Set();
    const matched = new Map();
    let required = null;
    let asked = 0;
    const scores = await Promise.all(state.clauses.map((clause, place) => (clause.words.length > 1
      ? scoresOfPhrase(state.index, clause, state.meanings[place])
      : scoresOf(state.index, clause, state.meanings[place]))));
    state.clauses.forEach((clause, place) => {
      if (clause.presence === "prohibited") {
        for (const document of scores[place].keys()) prohibited.add(document);
        return;
      }
      for (const meaning of [state.meanings[place]].flat()) if (meaning) for (const stem of meaning.stems.keys()) stems.add(stem);
      if (!clause.dates.length) asked++;
      for (const [document, one] of scores[place]) {
        if (!clause.dates.length) matched.set(document, (matched.get(document) || 0) + 1);
        const sum = total.get(document);
        if (sum === undefined) {
          total.set(document, { document: document, score: one.score, best: one.score, section: one.section });
          continue;
        }
        sum.score += one.score;
        if (one.score > sum.best) {
          sum.best = one.score;
          sum.section = one.section;
        }
      }
      if (clause.presence === "required") {
        required = new Set([...scores[place].keys()].filter((document) => !required || required.has(document)));
      }
    });
    // A page that answers all of a query goes before one that says much of a part.
    for (const one of total.values()) {
      if (asked > 1) one.score *= Math.pow((matched.get(one.document) || 1) / asked, COVERAGE);
    }
    if (state.named) {
      tally(state.index, state.named, (document, score) => {
        const sum = total.get(document);
        if (sum) sum.score += score;
        else total.set(document, { document: document, score: score, best: score, section: 0 });
      });
    }
    const found = [...total.values()].filter((one) => !prohibited.has(one.document) && (!required || required.has(one.document)));
    found.sort((a, b) => b.score - a.score || a.document - b.document);
    return { index: state.index, found: found, stems: stems };
  }

  Object.assign(archive, { answer });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-meaning.js")) : OfflineArchive);
