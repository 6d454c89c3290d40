/* The reader's script: the half that touches the page.
 *
 * - Nothing is stored, nothing is sent, and a query goes nowhere but the page.
 * - Shards of the index are classic scripts: over file:// nothing else can be loaded.
 * - Text from the index reaches the page as text, never as markup.
 */
"use strict";

(function () {
  const root = document.documentElement.dataset.root;
  const waiting = new Map();
  const delivered = new Map();
  const SHARD = /^(?:\.\.\/)*_archive\/search\/[A-Za-z0-9-]+\/[a-z0-9-]+\.js$/;
  const MOST_RESULTS = 20;

  const policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("offline-archive", { createScriptURL: allowed })
    : { createScriptURL: allowed };

  function allowed(address) {
    if (!SHARD.test(address)) throw new TypeError("not a shard of the index");
    return address;
  }

  /** Called by each shard with its name and value. */
  OfflineArchive.deliver = function (name, value) {
    delivered.set(name, value);
  };

  /** A promise of a shard's value; it fails when the file is missing or delivers something else. */
  function load(name) {
    if (!waiting.has(name)) {
      waiting.set(name, new Promise(function (resolve, reject) {
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
      }));
    }
    return waiting.get(name);
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // ---- search

  const panel = document.getElementById("site-search");
  const input = document.getElementById("search-input");
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  const here = document.documentElement.lang;
  const languages = document.documentElement.dataset.languages.split(" ");
  const ordered = [here, ...languages.filter((language) => language !== here)];
  const plural = new Intl.PluralRules(here);
  let turn = 0;

  async function indexes() {
    const found = [];
    let missing = false;
    for (const language of ordered) {
      try {
        found.push(new OfflineArchive.Index(await load(language + "/root"), load));
      } catch (error) {
        missing = true;
      }
    }
    return { found, missing };
  }

  /** Answer what stands in the box, unless something else has been typed meanwhile. */
  async function answer() {
    const mine = ++turn;
    const query = input.value;
    if (query.trim().length < 2) {
      show([], query.trim() ? panel.dataset.short : "");
      return;
    }
    const { found, missing } = await indexes();
    let lost = missing;
    let total = 0;
    const items = [];
    for (const index of found) {
      const clauses = OfflineArchive.parse(query, index.root.fields);
      const result = await index.find(clauses, !/\s$/.test(query));
      total += result.found.length;
      const room = Math.max(0, MOST_RESULTS - items.length);
      const forms = room && result.found.length ? await index.forms(result.stems) : new Set();
      for (const { document } of result.found.slice(0, room)) {
        const text = await index.text(document);
        if (text) items.push(item(text, forms, index.language));
      }
      lost = lost || index.missing;
    }
    if (mine !== turn) return;
    const count = (panel.dataset["count" + capital(plural.select(total))] || panel.dataset.countOther || "{n}").replace("{n}", total);
    show(items, [total ? count : panel.dataset.none, lost ? panel.dataset.missing : ""].join(" ").trim());
  }

  function capital(word) {
    return word[0].toUpperCase() + word.slice(1);
  }

  function item(text, forms, language) {
    const address = root + text.address;
    const part = OfflineArchive.snippet(text.sections, forms, 220);
    const other = language === here ? {} : { lang: language, hreflang: language };
    const made = element("li", {}, element("a", Object.assign({ href: address }, other), text.title));
    if (language !== here) {
      made.append(" ", element("span", { class: "ui-language" }, nameOf(language)));
    }
    if (part.heading && part.anchor) {
      const target = address + "#" + encodeURIComponent(part.anchor);
      made.append(" ", element("a", Object.assign({ class: "ui-section", href: target }, other), part.heading));
    }
    const words = part.pieces.map((piece) => (piece.mark ? element("mark", {}, piece.text) : piece.text));
    if (words.length) {
      made.append(element("p", language === here ? {} : { lang: language, dir: "auto" }, ...words));
    }
    return made;
  }

  function nameOf(language) {
    try {
      return new Intl.DisplayNames([language], { type: "language" }).of(language);
    } catch (error) {
      return language;
    }
  }

  function show(items, sentence) {
    list.replaceChildren(...items);
    status.textContent = sentence;
  }

  function links() {
    return [...list.querySelectorAll("li > a:first-child")];
  }

  function move(step) {
    const all = links();
    const place = all.indexOf(document.activeElement) + step;
    if (place < 0) input.focus();
    else if (place < all.length) all[place].focus();
  }

  function clear() {
    input.value = "";
    turn++;
    show([], "");
    input.focus();
  }

  function isTyping(target) {
    return target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  }

  let pause = 0;
  input.addEventListener("input", function () {
    clearTimeout(pause);
    pause = setTimeout(answer, 60);
  });
  panel.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      clear();
    } else if (event.key === "Enter" && event.target === input && links().length) {
      event.preventDefault();
      links()[0].click();
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  // A page that comes back from the browser's memory shows no query of an earlier visit.
  window.addEventListener("pageshow", function () {
    input.value = "";
    show([], "");
  });
  panel.hidden = false;

  // ---- addresses

  document.querySelectorAll("span.address").forEach(function (address) {
    const button = element("button", { type: "button", class: "ui-copy", "aria-label": label() + ": " + address.textContent }, label());
    button.addEventListener("click", function () {
      copy(address).then(function (done) {
        button.textContent = done ? panel.dataset.copied : panel.dataset.select;
        setTimeout(function () { button.textContent = label(); }, 2000);
      });
    });
    address.after(" ", button);
  });

  function label() {
    return panel.dataset.copy;
  }

  /** Copy the text of `address`; select it where the browser does not allow copying. */
  async function copy(address) {
    const range = document.createRange();
    range.selectNodeContents(address);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    try {
      await navigator.clipboard.writeText(address.textContent);
      return true;
    } catch (error) {
      return document.execCommand("copy");
    }
  }
})();
