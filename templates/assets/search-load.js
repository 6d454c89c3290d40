/* The search of an offline archive: shards of the index, loaded as they are asked for.
 *
 * Shards are classic scripts: over file:// nothing else can be loaded. Only addresses of shards pass the policy.
 */
"use strict";

(function (archive) {
  const root = document.documentElement.dataset.root;
  const waiting = new Map();
  const delivered = new Map();
  const SHARD = /^(?:\.\.\/)*_archive\/search\/[A-Za-z0-9-]+\/[a-z0-9-]+\.js$/;

  const policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("offline-archive", { createScriptURL: allowed })
    : { createScriptURL: allowed };

  function allowed(address) {
    if (!SHARD.test(address)) throw new TypeError("not a shard of the index");
    return address;
  }

  /** Where a page of the archive, or a section of it, is found from here. */
  archive.address = function (path, anchor) {
    return root + path + (anchor ? "#" + encodeURIComponent(anchor) : "");
  };

  /** Called by each shard with its name and value. */
  archive.deliver = function (name, value) {
    delivered.set(name, value);
  };

  /** A promise of a shard's value; it fails when the file is missing or delivers something else. */
  archive.load = function (name) {
    if (!waiting.has(name)) {
      const promise = new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        script.onload = function () {
          script.remove();
          if (delivered.has(name)) resolve(delivered.get(name));
          else reject(new Error("damaged shard"));
        };
        script.onerror = function () {
          script.remove();
          reject(new Error("missing shard"));
        };
        script.src = policy.createScriptURL(root + "_archive/search/" + name + ".js");
        document.head.append(script);
      });
      promise.catch(function () { waiting.delete(name); });
      waiting.set(name, promise);
    }
    return waiting.get(name);
  };
})(OfflineArchive);
