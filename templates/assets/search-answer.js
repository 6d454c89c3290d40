/* The search of an offline archive: from a query to the pages that answer it, best first.
 *
 * A document's score for a clause is the best of the clause's stems, its score for the query the sum of these.
 */
"use strict";

(function (archive) {
  const { Scores, Sum, inOrder, instead, meaningOf, parse, wholeName } = archive;
  const MOST_CLAUSES = 16;
  const LEAST_CORRECTED = 4;

  /** How much a stem counts for standing in few documents. */
  function rarityOf(index, found) {
    return Math.log(1 + (index.root.documents - found.count + 0.5) / (found.count + 0.5));
  }

  function masked(index, fields) {
    return fields ? fields.reduce((mask, field) => mask | (1 << index.root.fields.indexOf(field)), 0) : 15;
  }

  /** Scores of a clause, as columns: of each document the best of the clause's stems. */
  async function scoresOf(index, clause, meaning) {
    const mask = masked(index, clause.fields);
    const stems = [...meaning.stems];
    const all = await Promise.all(stems.map(([stem]) => index.postings(stem)));
    const columns = stems.flatMap(([, weight], place) => (all[place]
      ? [column(all[place], mask, index.impacts.map((impact) => impact * rarityOf(index, all[place]) * weight * clause.boost))] : []));
    if (columns.length === 1) return columns[0];
    const scores = new Scores(index.root.numbers);
    for (const { count, documents, scores: values, sections } of columns) {
      for (let at = 0; at < count; at++) scores.raise(documents[at], values[at], sections[at]);
    }
    return scores.columns();
  }

  /** The postings of a stem that stand in the fields of `mask`, as columns; `worth` is what each level counts. */
  function column(found, mask, worth) {
    const { documents, levels, masks, sections } = found;
    const scores = new Float32Array(found.count);
    let count = 0;
    for (let at = 0; at < found.count; at++) {
      if ((masks[at] & mask) === 0) continue;
      documents[count] = documents[at];
      sections[count] = sections[at];
      scores[count++] = worth[levels[at]];
    }
    return { count: count, documents: documents, scores: scores, sections: sections };
  }

  /** Where the stems of a word of a phrase stand: Map of document to {score, section, where, row}. */
  async function standing(index, meaning) {
    const by = new Map();
    for (const stem of meaning.stems.keys()) {
      const found = await index.postings(stem);
      if (!found) continue;
      const rows = await index.positions(stem, found.count);
      const rarity = rarityOf(index, found);
      for (let place = 0; place < found.count; place++) {
        const document = found.documents[place];
        const one = { score: index.impacts[found.levels[place]] * rarity, section: found.sections[place], where: found.masks[place], row: rows[place] || [] };
        const before = by.get(document);
        if (before) by.set(document, Object.assign({}, before, { where: before.where | one.where, row: before.row.concat(one.row) }));
        else by.set(document, one);
      }
    }
    return by;
  }

  /** Scores of a phrase, as columns: the sum of its words where they stand one after the other. */
  async function scoresOfPhrase(index, clause, meanings) {
    const scores = new Scores(index.root.numbers);
    const mask = masked(index, clause.fields);
    const parts = [];
    for (let place = 0; place < meanings.length; place++) {
      // A word too common to be indexed holds its place alone.
      if (meanings[place]) parts.push({ by: await standing(index, meanings[place]), offset: place });
    }
    if (!parts.length) return scores.columns();
    for (const [document, first] of parts[0].by) {
      const all = parts.map((part) => part.by.get(document));
      if (all.some((one) => !one || !(one.where & mask))) continue;
      const rows = all.slice(1).map((one) => new Set(one.row));
      const together = first.row.some((at) => rows.every((row, number) => row.has(at - parts[0].offset + parts[number + 1].offset)));
      if (!together) continue;
      const rarest = all.reduce((best, one) => (one.score > best.score ? one : best));
      scores.raise(document, all.reduce((sum, one) => sum + one.score, 0) * clause.boost, rarest.section);
    }
    return scores.columns();
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
      const bearers = name ? index.postings(name) : null; // read beside the words, not after them
      const meanings = await Promise.all(mine.map((clause) => (clause.words.length > 1
        ? Promise.all(clause.words.map((word) => (index.stop.has(index.fold(word)) ? null : meaningOf(index, wordOf(word), false))))
        : meaningOf(index, clause, typing))));
      return { index: index, clauses: mine, meanings: meanings, named: await bearers };
    }));
    const replaced = await replace(states);
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
   * another script may stand in. What was put in place of a word that no index holds is told, unless it is a form of it.
   */
  async function replace(states) {
    const lone = (clause) => clause.words.length === 1 && !clause.edits && clause.presence !== "prohibited";
    const every = states.flatMap((state) => state.clauses.map((clause, place) => (
      { index: state.index, word: clause.words[0], lone: lone(clause), meaning: state.meanings[place], named: state.named })));
    const held = new Set(every.filter((one) => one.lone && !one.meaning.empty).map((one) => one.word));
    const tooCommon = (word) => states.some(({ index: other }) => other.stop.has(other.fold(word))); // in some language
    await Promise.all(every.map(async ({ index, word, lone, meaning, named }) => {
      if (!lone || !meaning.empty || named || word.length < LEAST_CORRECTED || /[0-9]/.test(index.fold(word)) || tooCommon(word)) return;
      if (held.has(word) && isLatin(word) === index.isLatin) return;
      await instead(index, word, meaning);
    }));
    const told = new Map();
    for (const { word, lone, meaning } of every) {
      if (!lone || held.has(word) || !meaning.shown) continue;
      if (!told.has(word) || meaning.inflected) told.set(word, meaning.inflected ? "" : meaning.shown);
    }
    return [...told].filter(([, used]) => used).map(([typed, used]) => ({ typed: typed, used: used }));
  }

  function isLatin(word) {
    return !/[^\u0000-\u024f]/.test(word);
  }

  /** One index's documents, best first. */
  async function ranked(state) {
    const { index, clauses, meanings, named } = state;
    const sum = new Sum(index.root.numbers);
    const stems = new Set();
    const all = await Promise.all(clauses.map((clause, place) => (clause.words.length > 1
      ? scoresOfPhrase(index, clause, meanings[place])
      : scoresOf(index, clause, meanings[place]))));
    clauses.forEach((clause, place) => {
      if (clause.presence === "prohibited") return;
      for (const meaning of [meanings[place]].flat()) if (meaning) for (const stem of meaning.stems.keys()) stems.add(stem);
      sum.add(all[place], clause.dates.length ? 0 : 1);
    });
    const asked = clauses.filter((clause) => clause.presence !== "prohibited" && !clause.dates.length).length;
    if (asked > 1) sum.weigh(asked);
    const { total } = sum;
    for (let place = 0; named && place < named.count; place++) {
      const document = named.documents[place];
      const score = index.impacts[named.levels[place]] * rarityOf(index, named);
      total.raise(document, total.score[document] + score, total.section[document]);
    }
    const fits = signed(clauses, all);
    return { index: index, found: inOrder(total, fits ? total.all().filter(fits) : total.all()), stems: stems };
  }

  /** Whether a document is found, by the clauses that must be answered and those that must not; null when there is none. */
  function signed(clauses, columns) {
    const of = (presence) => columns.filter((_, place) => clauses[place].presence === presence)
      .map(({ count, documents, scores }) => new Set(documents.subarray(0, count).filter((_, at) => scores[at] > 0)));
    const required = of("required");
    const prohibited = of("prohibited");
    if (!required.length && !prohibited.length) return null;
    return (document) => required.every((one) => one.has(document)) && !prohibited.some((one) => one.has(document));
  }

  Object.assign(archive, { answer });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-scores.js")) : OfflineArchive);
