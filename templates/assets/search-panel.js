/* The search of an offline archive, last part: the half that touches the page.
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
  const SHOWN = 10; // results at first, and more with each press of the button
  const AT_ONCE = 3; // results shown before the others have been read
  const RESERVED = 3; // places kept for each further language

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

  const panel = document.getElementById("site-search");
  const input = document.getElementById("search-input");
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  const more = document.getElementById("search-more");
  const filters = document.getElementById("search-filters");
  const says = panel.dataset;
  const here = document.documentElement.lang;
  const languages = document.documentElement.dataset.languages.split(" ");
  const ordered = [here, ...languages.filter((language) => language !== here)];
  const plural = new Intl.PluralRules(panel.lang || here);
  const chosen = { kind: "", language: "", year: "" };
  let opened = null; // a promise of the indexes
  let last = null; // the answer that is shown
  let wanted = SHOWN;
  let turn = 0;
  let answered = "";
  let settling = null; // a promise, while an answer is being made
  let speech = 0;

  /** The indexes of the archive, in order, those that cannot be read left out. */
  function indexes() {
    opened = opened || Promise.all(ordered.map(async function (language) {
      try {
        return new OfflineArchive.Index(await load(language + "/root"), load);
      } catch (error) {
        return null;
      }
    }));
    return opened;
  }

  /** Answer what stands in the box, unless something else has been typed meanwhile. */
  async function answer() {
    const mine = ++turn;
    const query = input.value;
    wanted = SHOWN;
    if (!isLongEnough(query)) {
      answered = query;
      last = null;
      show([], query.trim() ? says.short : "");
      return;
    }
    try {
      const all = await indexes();
      const found = await OfflineArchive.answer(all.filter(Boolean), query, !/\s$/.test(query));
      if (mine !== turn) return;
      last = found;
    } catch (error) {
      if (mine !== turn) return;
      last = { indexes: [], replaced: [], common: false, lost: true };
    }
    const done = await render(() => mine === turn);
    if (done) answered = query;
  }

  /**
   * Answer until the answer is to what stands in the box. One at a time: letters that are typed meanwhile are
   * answered together, and a slow device is never behind.
   */
  function settle() {
    settling = settling || (async function () {
      try {
        do await answer(); while (answered !== input.value);
      } finally {
        settling = null;
      }
    })();
    return settling;
  }

  /** Two letters; one of a script that writes words with one. */
  function isLongEnough(query) {
    const plain = query.trim();
    return plain.length >= 2 || /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/.test(plain);
  }

  /** Show the answer as far as it is wanted, the first results as soon as they are read; false once it is stale. */
  async function render(current) {
    const answers = await narrowed(last.indexes);
    const total = answers.reduce((sum, one) => sum + one.found.length, 0);
    const shown = places(answers);
    const isHit = new Map(answers.map((answer) => [answer, isHitOf(answer)]));
    const items = [];
    for (const [from, to] of [[0, AT_ONCE], [AT_ONCE, shown.length]]) {
      const part = shown.slice(from, to);
      const texts = await Promise.all(part.map(({ answer, one }) => answer.index.text(one.document)));
      if (!current()) return false;
      texts.forEach(function (text, number) {
        const { answer, one } = part[number];
        if (text) items.push(item(text, one.section, isHit.get(answer), answer.index));
      });
      if (from === 0 && items.length && shown.length > to) list.replaceChildren(...items);
    }
    const all = await indexes();
    if (!current()) return false;
    last.lost = all.some((index) => !index || index.missing);
    more.hidden = total <= shown.length || !items.length;
    showFilters(last.indexes.some((one) => one.found.length));
    show(items, sentence(last, total, items.length));
    return true;
  }

  /** The results to show, in order: of each language some, the first language first. */
  function places(answers) {
    const out = [];
    answers.forEach(function (answer, place) {
      const later = answers.slice(place + 1).reduce((sum, other) => sum + Math.min(RESERVED, other.found.length), 0);
      const room = Math.max(0, wanted - out.length - later);
      for (const one of answer.found.slice(0, room)) out.push({ answer: answer, one: one });
    });
    return out;
  }

  /** Whether a word is one that `answer` found; each word is folded once. */
  function isHitOf({ index, stems }) {
    const forms = index.forms(stems);
    const known = new Map();
    return function (word) {
      if (!known.has(word)) known.set(word, forms.has(index.fold(word)));
      return known.get(word);
    };
  }

  /** The answers with only what the filters leave. */
  async function narrowed(answers) {
    const kept = answers.filter((one) => !chosen.language || one.index.language === chosen.language);
    if (!chosen.kind && !chosen.year) return kept;
    const year = Number(chosen.year);
    return Promise.all(kept.map(async function (one) {
      const facets = await one.index.facets(one.found.map((found) => found.document));
      const found = one.found.filter(function ({ document }) {
        const facet = facets.get(document);
        return facet && (!chosen.kind || facet.kind === chosen.kind)
          && (!year || (facet.years[0] <= year && year <= facet.years[1]));
      });
      return Object.assign({}, one, { found: found });
    }));
  }

  function sentence(found, total, shown) {
    const form = "count" + capital(plural.select(total));
    const count = (says[form] || says.countOther || "{n}").replace("{n}", total);
    const said = [total ? count : found.common ? says.common : says.none];
    for (const { typed, used } of found.replaced) {
      if (total) said.push(says.replaced.replace("{used}", used).replace("{typed}", typed));
    }
    if (total > shown && shown) said.push(says.shown.replace("{n}", shown));
    if (found.lost) said.push(says.missing);
    if (total && said.length > 1) said[0] += ".";
    return said.join(" ");
  }

  function capital(word) {
    return word[0].toUpperCase() + word.slice(1);
  }

  function item(text, section, isHit, index) {
    const address = root + text.address;
    const part = OfflineArchive.snippet(text, section, isHit, 220);
    const language = index.language;
    const other = language === here ? {} : { lang: language, hreflang: language };
    const spoken = language === here ? {} : { lang: language, dir: "auto" };
    const made = element("li", {}, element("a", Object.assign({ href: address }, other), ...marked(text.title, isHit)));
    if (language !== here) made.append(" ", element("span", { class: "ui-language", lang: language }, nameOf(language)));
    if (part.heading && part.anchor) {
      const target = address + "#" + encodeURIComponent(part.anchor);
      made.append(" ", element("a", Object.assign({ class: "ui-section", href: target }, other), ...marked(part.heading, isHit)));
    }
    const facts = [index.word(text.kind), text.date].filter(Boolean);
    if (facts.length) made.append(element("span", Object.assign({ class: "ui-found-kind" }, spoken), facts.join(" \u00b7 ")));
    const words = elements(part.pieces);
    if (words.length) made.append(element("p", spoken, ...words));
    return made;
  }

  function marked(text, isHit) {
    return elements(OfflineArchive.pieces(text, isHit));
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
    if (!items.length) more.hidden = true;
    if (!last) showFilters(false);
    clearTimeout(speech);
    if (status.textContent === said) return;
    status.textContent = ""; // an old count must not stand over new results
    speech = setTimeout(function () { status.textContent = said; }, said ? 400 : 0);
  }

  // ---- filters: what they hold is read when they are opened

  const selects = new Map([...filters.querySelectorAll("select")].map((select) => [select.dataset.facet, select]));

  function showFilters(shown) {
    filters.hidden = !shown && !Object.values(chosen).some(Boolean);
    if (!filters.hidden && filters.open) fillFilters();
  }

  async function fillFilters() {
    const answers = last ? last.indexes : [];
    const counts = { kind: new Map(), language: new Map(), year: new Map() };
    const count = (facet, value) => counts[facet].set(value, (counts[facet].get(value) || 0) + 1);
    const words = new Map();
    for (const { index, found } of answers) {
      const facets = await index.facets(found.map((one) => one.document));
      if (last === null || last.indexes !== answers) return;
      for (const { document } of found) {
        count("language", index.language);
        const facet = facets.get(document);
        if (!facet) continue;
        count("kind", facet.kind);
        if (!words.has(facet.kind)) words.set(facet.kind, index.word(facet.kind));
        for (let year = facet.years[0]; year > 0 && year <= Math.min(facet.years[1], facet.years[0] + 200); year++) count("year", String(year));
      }
    }
    fill("kind", counts.kind, (kind) => words.get(kind) || kind);
    fill("language", counts.language, nameOf);
    fill("year", counts.year, (year) => year);
  }

  function fill(facet, counts, name) {
    const select = selects.get(facet);
    const values = [...counts.keys()].sort();
    if (chosen[facet] && !counts.has(chosen[facet])) values.unshift(chosen[facet]);
    const options = values.map((value) => element("option", { value: value }, name(value) + " (" + (counts.get(value) || 0) + ")"));
    select.replaceChildren(element("option", { value: "" }, says.all), ...options);
    select.value = chosen[facet];
    select.parentElement.hidden = values.length < 2 && !chosen[facet];
  }

  filters.addEventListener("toggle", function () {
    if (filters.open) fillFilters();
  });
  for (const [facet, select] of selects) {
    select.addEventListener("change", function () {
      chosen[facet] = select.value;
      wanted = SHOWN;
      const mine = ++turn;
      if (last) render(() => mine === turn);
    });
  }
  more.addEventListener("click", async function () {
    const first = list.children.length;
    wanted += SHOWN;
    const mine = ++turn;
    await render(() => mine === turn);
    const next = list.children[first];
    if (next) next.querySelector("a").focus();
  });

  // ---- keys

  function move(step) {
    const all = [...list.children];
    const at = all.indexOf(document.activeElement.closest("#search-results > li"));
    const place = at + step;
    if (place < 0) input.focus();
    else if (place < all.length) all[place].querySelector("a").focus();
  }

  /** Open the first result of what stands in the box, once there is an answer to it. */
  async function openFirst() {
    const asked = input.value;
    if (answered !== asked) await settle();
    const first = list.querySelector("a");
    if (answered === asked && input.value === asked && first) first.click();
  }

  function clear() {
    turn++;
    answered = "";
    last = null;
    input.value = "";
    for (const facet of Object.keys(chosen)) chosen[facet] = "";
    show([], "");
  }

  function isTyping(target) {
    return target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  }

  // The root of the reader's own language is read when the page has come to rest; the others when the box is entered.
  const rested = window.requestIdleCallback || ((work) => setTimeout(work, 200));
  window.addEventListener("load", function () {
    rested(function () { load(here + "/root").catch(function () {}); });
  });
  input.addEventListener("focus", indexes, { once: true });
  input.addEventListener("input", settle);
  panel.addEventListener("keydown", function (event) {
    if (event.isComposing) return;
    const inResults = event.target === input || list.contains(event.target);
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && inResults) {
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
})();
