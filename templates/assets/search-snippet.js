/* The search of an offline archive: the stretch of a page that a result shows. */
"use strict";

(function (archive) {
  const { words } = archive;

  /**
   * The stretch of a page around its matches: {anchor, heading, pieces}, where a piece is {text, mark}. `section` is
   * where the index says that the match is; `isHit` tells of a word whether it is one. Where the matches may not
   * be shown, or are not kept, it is the beginning of that section, unmarked, or else the page's summary.
   */
  function snippet(page, section, isHit, length) {
    const here = page.sections[section] || { anchor: "", title: "", text: "" };
    const own = { anchor: here.anchor, heading: here.title, text: here.text, hits: hitsIn(here.text, isHit), rank: 0 };
    let best = own;
    const rank = rankOf(best.hits, here.title, isHit);
    best.rank = rank ? rank + 2 : 0;
    const others = [{ anchor: "", title: "", text: page.lead }, ...page.sections];
    for (const { anchor, title, text } of others) {
      const hits = hitsIn(text, isHit);
      const rank = rankOf(hits, title, isHit);
      if (rank > best.rank && hits.length) best = { anchor: anchor, heading: title, text: text, hits: hits, rank: rank };
    }
    if (!best.text) best = Object.assign(best, { text: page.lead, hits: hitsIn(page.lead, isHit) });
    return { anchor: best.anchor, heading: best.heading, pieces: cut(best.text, best.hits, length) };
  }

  function hitsIn(text, isHit) {
    return words(text).filter((item) => isHit(item.word));
  }

  function rankOf(hits, title, isHit) {
    const kinds = new Set(hits.map((item) => item.word.toLowerCase())).size;
    return kinds * 4 + Math.min(hits.length, 3) + (words(title).some((item) => isHit(item.word)) ? 3 : 0);
  }

  /** A whole text with its matches marked: [{text, mark}]. */
  function pieces(text, isHit) {
    return cut(text, hitsIn(text, isHit), text.length);
  }

  function cut(text, hits, length) {
    const [start, end] = stretch(text, hits, length);
    const out = [];
    let at = start;
    if (start > 0) out.push({ text: "… ", mark: false });
    for (const hit of hits) {
      if (hit.start < at || hit.end > end) continue;
      if (hit.start > at) out.push({ text: text.slice(at, hit.start), mark: false });
      out.push({ text: text.slice(hit.start, hit.end), mark: true });
      at = hit.end;
    }
    if (at < end) out.push({ text: text.slice(at, end), mark: false });
    if (end < text.length) out.push({ text: " …", mark: false });
    return out;
  }

  /** The window of `length` characters that holds most hits, widened to whole words. */
  function stretch(text, hits, length) {
    if (text.length <= length) return [0, text.length];
    let first = 0;
    let most = 0;
    for (let i = 0, j = 0; i < hits.length; i++) {
      while (j < hits.length && hits[j].end - hits[i].start <= length * 0.8) j++;
      if (j - i > most) {
        most = j - i;
        first = i;
      }
    }
    let start = hits.length ? Math.max(0, hits[first].start - Math.floor(length * 0.25)) : 0;
    if (start > 0) start = text.indexOf(" ", start - 1) + 1 || start;
    if (hits.length && start > hits[first].start) start = hits[first].start;
    let end = Math.min(text.length, start + length);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + Math.floor(length / 2));
    return [start, end];
  }

  Object.assign(archive, { pieces, snippet });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-answer.js")) : OfflineArchive);
