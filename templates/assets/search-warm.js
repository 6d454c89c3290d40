/* The search of an offline archive: a first answer ahead of the reader's.
 *
 * A browser compiles a function when it is called, and well only when it is called often; on a slow device that is a third
 * of the time of a first query. So an index of two words, which reads no file, is asked while nothing else is to do.
 */
"use strict";

(function (archive) {
  const POSTINGS = "!)" + "~#".repeat(1110); // 2,047 documents: 3, 7, 11 and so on
  const SHARDS = {
    "t-811c9dc5": "0warn:" + POSTINGS + " 4ing-3 1ord:" + POSTINGS,
    "s-811c9dc5": "0vrd:word 2ng:warning",
    "d-0": [[3, "a.html", "Word", 0, "", "", "", "", "A word of warning."]],
  };
  const ROOT = {
    version: archive.FORMAT, language: "en", documents: 8192, numbers: 16384, fields: ["title", "headings", "names", "text"],
    least: 0.1, ratio: 1.166, span: 4, facets: 2048, kinds: [["page", "page"]], phrases: 0, latin: true,
    stop: "of", months: ["jan"], words: "", names: "",
  };

  /** Answer once; `idle(go)` calls `go` when there is time, between any two steps. Gives the titles found, their words marked. */
  archive.warm = async function (idle) {
    const index = new archive.Index(ROOT, async function (name) {
      await new Promise(idle);
      return SHARDS[name.slice(3)];
    });
    const answered = await archive.answer([index], "words warming worb", true);
    const [{ found, stems }] = answered.indexes;
    const forms = index.forms(stems);
    const isHit = (word) => forms.has(index.fold(word));
    const out = [];
    for (const one of found.slice(0, 1)) {
      const text = await index.text(one.document);
      out.push([archive.pieces(text.title, isHit), archive.snippet(text, one.section, isHit, 220).pieces]);
    }
    return out;
  };
})(typeof module === "object" && module.exports ? (module.exports = require("./search-snippet.js")) : OfflineArchive);
