/* The search of an edition in one file: its index lies in the page, as data that is read when it is asked for. */
"use strict";

(function (archive) {
  const values = new Map();

  /** A promise of a shard's value; it fails when the shard is missing or damaged. */
  archive.load = async function (name) {
    if (!values.has(name)) {
      const block = document.querySelector('script[data-shard="' + name + '"]');
      if (!block) throw new Error("missing shard");
      values.set(name, JSON.parse(block.textContent));
    }
    return values.get(name);
  };
})(OfflineArchive);
