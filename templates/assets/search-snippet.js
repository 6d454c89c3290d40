/* The search of an offline archive, third part: the stretch of a page that a result shows. */
"use strict";

(function (archive) {
  const { fold, words } = archive;

  /**
   * The stretch of a page around its matches: {anchor, heading, pieces}, where a piece is
   * {text, mark}. A page whose matches may not be shown gives its beginning, unmarked.
   */
  function snippet(sections, forms, length) {
    let best = null;
    for (const [anchor, heading, text] of sections) {
      const hits = words(text).filter((item) => forms.has(fold(item.word)));
      const kinds = new Set(hits.map((item) => fold(item.word))).size;
      const inHeading = words(heading).some((item) => forms.has(fold(item.word)));
      const rank = kinds * 4 + Math.min(hits.length, 3) + (inHeading ? 3 : 0);
      if (rank && (!best || rank > best.rank)) best = { anchor, heading, text, hits, rank };
    }
    if (!best) {
      const first = sections.find((section) => section[2]) || ["", "", ""];
      best = { anchor: "", heading: "", text: first[2], hits: [], rank: 0 };
    }
    return { anchor: best.anchor, heading: best.heading, pieces: cut(best.text, best.hits, length) };
  }

  /** A whole text with its matches marked: [{text, mark}]. */
  function pieces(text, forms) {
    return cut(text, words(text).filter((item) => forms.has(fold(item.word))), text.length);
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
})(typeof module === "object" && module.exports ? (module.exports = require("./search-index.js")) : OfflineArchive);
