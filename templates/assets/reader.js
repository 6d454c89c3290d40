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
  const RESERVED = 5; // places kept for each further language

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
  const plural = new Intl.PluralRules(panel.lang || here);
  let turn = 0;
  let answered = "";
  let pause = 0;
  let speech = 0;

  /** The indexes that can be read, in order: [index or null]. */
  async function indexes() {
    const found = [];
    for (const language of ordered) {
      try {
        found.push(new OfflineArchive.Index(await load(language + "/root"), load));
      } catch (error) {
        found.push(null);
      }
    }
    return found;
  }

  /** Answer what stands in the box, unless something else has been typed meanwhile. */
  async function answer() {
    const mine = ++turn;
    const query = input.value;
    if (query.trim().length < 2) {
      answered = query;
      show([], query.trim() ? panel.dataset.short : "");
      return;
    }
    let found;
    try {
      found = await find(query, () => mine === turn);
    } catch (error) {
      found = { items: [], total: 0, lost: true, common: false };
    }
    if (mine !== turn || !found) return;
    answered = query;
    show(found.items, sentence(found));
  }

  /** The results for `query` in every language; null as soon as `current` says that they are stale. */
  async function find(query, current) {
    const all = await indexes();
    const answers = [];
    for (const index of all) {
      if (!current()) return null;
      if (!index) continue;
      const clauses = OfflineArchive.parse(query, index.root.fields);
      const result = await index.find(clauses, !/\s$/.test(query));
      answers.push({ index, found: result.found, stems: result.stems, common: index.common(clauses) });
    }
    const items = [];
    let room = MOST_RESULTS;
    for (let place = 0; place < answers.length; place++) {
      const later = answers.slice(place + 1).reduce((sum, other) => sum + Math.min(RESERVED, other.found.length), 0);
      const shown = answers[place].found.slice(0, Math.max(0, room - later));
      room -= shown.length;
      const { index, stems } = answers[place];
      const forms = shown.length ? await index.forms(stems) : new Set();
      for (const { document } of shown) {
        if (!current()) return null;
        const text = await index.text(document);
        if (text) items.push(item(text, forms, index.language));
      }
    }
    return {
      items: items,
      total: answers.reduce((sum, one) => sum + one.found.length, 0),
      lost: all.some((index) => !index || index.missing),
      common: answers.length > 0 && answers.every((one) => one.common),
    };
  }

  function sentence(found) {
    const form = "count" + capital(plural.select(found.total));
    const count = (panel.dataset[form] || panel.dataset.countOther || "{n}").replace("{n}", found.total);
    const said = [found.total ? count : found.common ? panel.dataset.common : panel.dataset.none];
    if (found.total > found.items.length && found.items.length) {
      said.push(panel.dataset.shown.replace("{n}", found.items.length));
    }
    if (found.lost) said.push(panel.dataset.missing);
    return said.join(" ");
  }

  function capital(word) {
    return word[0].toUpperCase() + word.slice(1);
  }

  function item(text, forms, language) {
    const address = root + text.address;
    const part = OfflineArchive.snippet(text.sections, forms, 220);
    const other = language === here ? {} : { lang: language, hreflang: language };
    const made = element("li", {}, element("a", Object.assign({ href: address }, other), ...marked(text.title, forms)));
    if (language !== here) {
      made.append(" ", element("span", { class: "ui-language", lang: language }, nameOf(language)));
    }
    if (part.heading && part.anchor) {
      const target = address + "#" + encodeURIComponent(part.anchor);
      made.append(" ", element("a", Object.assign({ class: "ui-section", href: target }, other), ...marked(part.heading, forms)));
    }
    const words = elements(part.pieces);
    if (words.length) {
      made.append(element("p", language === here ? {} : { lang: language, dir: "auto" }, ...words));
    }
    return made;
  }

  function marked(text, forms) {
    return elements(OfflineArchive.pieces(text, forms));
  }

  function elements(pieces) {
    return pieces.map((piece) => (piece.mark ? element("mark", {}, piece.text) : piece.text));
  }

  function nameOf(language) {
    try {
      return new Intl.DisplayNames([language], { type: "language" }).of(language);
    } catch (error) {
      return language;
    }
  }

  /** Show the results at once; say the sentence when typing has paused, and only when it is new. */
  function show(items, said) {
    list.replaceChildren(...items);
    clearTimeout(speech);
    if (status.textContent === said) return;
    status.textContent = ""; // an old count must not stand over new results
    speech = setTimeout(function () { status.textContent = said; }, said ? 400 : 0);
  }

  function results() {
    return [...list.children];
  }

  function move(step) {
    const all = results();
    const here = document.activeElement.closest("#search-results > li");
    const place = all.indexOf(here) + step;
    if (place < 0) input.focus();
    else if (place < all.length) all[place].querySelector("a").focus();
  }

  /** Open the first result of what stands in the box, once there is an answer to it. */
  async function openFirst() {
    clearTimeout(pause);
    const asked = input.value;
    if (answered !== asked) await answer();
    const first = list.querySelector("a");
    if (answered === asked && input.value === asked && first) first.click();
  }

  function clear() {
    clearTimeout(pause);
    turn++;
    answered = "";
    input.value = "";
    show([], "");
  }

  function isTyping(target) {
    return target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  }

  input.addEventListener("input", function () {
    clearTimeout(pause);
    pause = setTimeout(answer, 60);
  });
  panel.addEventListener("keydown", function (event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      clear();
      input.focus();
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      openFirst();
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
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) clear();
  });
  panel.hidden = false;

  // ---- addresses

  const announcer = element("p", { class: "ui-announcer", role: "status", lang: panel.lang || here });
  document.body.append(announcer);

  /** Put a button beside `text` that copies it. */
  function copyable(text) {
    const button = element("button", { type: "button", class: "ui-copy" });
    function name(word) {
      button.textContent = word;
      button.setAttribute("aria-label", word + ": " + text.textContent);
    }
    name(panel.dataset.copy);
    button.addEventListener("click", function () {
      copy(text).then(function (done) {
        name(done ? panel.dataset.copied : panel.dataset.select);
        announcer.textContent = button.textContent;
        setTimeout(function () {
          name(panel.dataset.copy);
          announcer.textContent = "";
        }, 2000);
      });
    });
    text.after(" ", button);
  }

  document.querySelectorAll("span.address, span.ui-copied").forEach(copyable);
  // A page has hundreds of paragraphs: the line of one gets its button when it is asked for.
  document.addEventListener("click", function (event) {
    const mark = event.target.closest("a.ui-para");
    const line = mark && mark.nextElementSibling.querySelector("span");
    if (line && !line.nextElementSibling) copyable(line);
  });

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
