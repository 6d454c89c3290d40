/* The search of an offline archive: the box, the results, the keys.
 *
 * - Nothing is stored, nothing is sent, and a query goes nowhere but the page.
 * - Text from the index reaches the page as text, never as markup.
 */
"use strict";

(function () {
  const { element, load } = OfflineArchive;
  const SHOWN = 10; // results at first, and more with each press of the button
  const AT_ONCE = 1; // results shown before the others have been read: on a slow device each file takes long
  const RESERVED = 3; // places kept for each further language

  const panel = document.getElementById("site-search");
  const input = document.getElementById("search-input");
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status"); // what is seen
  const spoken = document.getElementById("search-said"); // what is heard
  const more = document.getElementById("search-more");
  const here = () => document.documentElement.lang; // in an edition of one file it changes with the page
  const says = () => OfflineArchive.says;
  const voice = () => says().lang || here(); // the language of the panel's own words
  const SILENCE = 1000; // milliseconds after the last answer before it is said
  const filters = OfflineArchive.filters(document.getElementById("search-filters"), voice, function () {
    wanted = SHOWN;
    const mine = ++turn;
    if (last) render(() => mine === turn);
  });
  const opened = new Map(); // by language, a promise of its index
  let last = null; // the answer that is shown
  let wanted = SHOWN;
  let turn = 0;
  let answered = "";
  let settling = null; // a promise, while an answer is being made
  let speech = 0;

  /** The indexes of the archive, in order, those that cannot be read left out. */
  function indexes() {
    const ordered = [here(), ...OfflineArchive.languages.filter((language) => language !== here())];
    for (const language of ordered) {
      if (!opened.has(language)) opened.set(language, opening(language));
    }
    return Promise.all(ordered.map((language) => opened.get(language)));
  }

  async function opening(language) {
    try {
      return new OfflineArchive.Index(await load(language + "/root"), load);
    } catch (error) {
      return null;
    }
  }

  /** Answer what stands in the box, unless something else has been typed meanwhile. */
  async function answer() {
    const mine = ++turn;
    const query = input.value;
    wanted = SHOWN;
    if (!query.trim()) filters.clear();
    if (!isLongEnough(query)) {
      answered = query;
      last = null;
      show([], query.trim() ? says().short : "");
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
    const answers = await filters.narrowed(last.indexes);
    const count = (all) => all.reduce((sum, one) => sum + one.found.length, 0);
    const total = count(answers);
    const shown = places(answers);
    const isHit = new Map(answers.map((answer) => [answer, isHitOf(answer)]));
    const items = [];
    for (const [from, to] of [[0, AT_ONCE], [AT_ONCE, shown.length]]) {
      const part = shown.slice(from, to);
      const texts = await Promise.all(part.map(({ answer, one }) => answer.index.text(one.document)));
      if (!current()) return false;
      texts.forEach(function (text, number) {
        const { answer, one } = part[number];
        if (text) items.push(item(text, one.section, isHit.get(answer), answer.index)); // null: its shard is damaged
      });
      if (from === 0 && items.length && shown.length > to && wanted === SHOWN) {
        list.replaceChildren(...items);
        await new Promise(function (go) { setTimeout(go); }); // to ask for the others takes longer than to show this one
        if (!current()) return false;
      }
    }
    const all = await indexes();
    if (!current()) return false;
    last.lost = all.some((index) => !index || index.missing);
    more.hidden = total <= shown.length || !items.length;
    filters.show(last, last.indexes.some((one) => one.found.length));
    show(items, sentence(last, total, items.length, count(last.indexes) - total));
    return true;
  }

  /** The results to show, in order: those that are shown already, then of each language some, the first one first. */
  function places(answers) {
    const before = wanted === SHOWN ? [] : last.shown;
    const out = [];
    answers.forEach(function (answer, place) {
      const later = answers.slice(place + 1).reduce((sum, other) => sum + Math.min(RESERVED, other.found.length), 0);
      const room = Math.max(0, wanted - out.length - later);
      for (const one of answer.found.slice(0, room)) out.push({ answer: answer, one: one });
    });
    const keyOf = ({ answer, one }) => answer.index.language + " " + one.document;
    const known = new Set(before.map(keyOf));
    last.shown = [...before, ...out.filter((other) => !known.has(keyOf(other)))];
    return last.shown;
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

  function sentence(found, total, shown, leftOut) {
    const words = says();
    const counts = words.counts;
    const count = (counts[new Intl.PluralRules(voice()).select(total)] || counts.other || "{n}").replace("{n}", total);
    const nothing = leftOut ? words.nothingLeft : found.common ? words.common : words.none;
    const said = [total ? count : nothing];
    if (leftOut) said.push(words.leftOut.replace("{n}", leftOut));
    for (const { typed, used } of found.replaced) {
      if (total) said.push(words.replaced.replace("{used}", used).replace("{typed}", typed));
    }
    if (total > shown && shown) said.push(words.shown.replace("{n}", shown));
    if (found.lost) said.push(words.missing);
    if (total && said.length > 1) said[0] += ".";
    return said.join(" ");
  }

  function item(text, section, isHit, index) {
    const address = OfflineArchive.address(text.address, "");
    const part = OfflineArchive.snippet(text, section, isHit, 220);
    const language = index.language;
    const other = language === voice() ? {} : { lang: language, dir: "auto", hreflang: language };
    const text_ = language === voice() ? {} : { lang: language, dir: "auto" };
    const made = element("li", {}, element("a", Object.assign({ href: address }, other), ...marked(text.title, isHit)));
    if (language !== here()) made.append(" ", element("span", { class: "ui-language", lang: language }, OfflineArchive.nameOf(language)));
    if (part.heading && part.anchor) {
      const target = OfflineArchive.address(text.address, part.anchor);
      made.append(" ", element("a", Object.assign({ class: "ui-section", href: target }, other), ...marked(part.heading, isHit)));
    }
    const facts = [index.word(text.kind), text.date].filter(Boolean);
    if (facts.length) made.append(element("span", Object.assign({ class: "ui-found-kind" }, language === here() ? {} : text_), facts.join(" \u00b7 ")));
    const words = elements(part.pieces);
    if (words.length) made.append(element("p", text_, ...words));
    return made;
  }

  function marked(text, isHit) {
    return elements(OfflineArchive.pieces(text, isHit));
  }

  function elements(pieces) {
    return pieces.map((piece) => (piece.mark ? element("mark", {}, piece.text) : piece.text));
  }

  /** Show the results and the sentence at once; say the sentence when typing has paused, even when it is the same. */
  function show(items, said) {
    list.replaceChildren(...items);
    if (!items.length) more.hidden = true;
    if (!last) filters.show(null, false);
    status.textContent = said;
    spoken.textContent = "";
    clearTimeout(speech);
    speech = setTimeout(function () { spoken.textContent = said; }, SILENCE);
  }

  more.addEventListener("click", async function () {
    const first = list.children.length;
    wanted += SHOWN;
    const mine = ++turn;
    await render(() => mine === turn);
    const next = list.children[first]; // what was shown stays before what is new
    if (next) next.querySelector("a").focus();
  });

  // ---- keys

  function move(step) {
    const all = [...list.children];
    const at = document.activeElement === more ? all.length : all.indexOf(document.activeElement.closest("#search-results > li"));
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
    filters.clear();
    show([], "");
  }

  function isTyping(target) {
    return target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  }

  OfflineArchive.clear = clear;
  input.addEventListener("focus", indexes, { once: true });
  input.addEventListener("input", settle);
  panel.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return; // 229: Safari's Enter that ends a composition
    const inResults = event.target === input || event.target === more || list.contains(event.target);
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
  const idle = window.requestIdleCallback || function (go) { setTimeout(go, SILENCE); };
  idle(function () { OfflineArchive.warm(idle); });
})();
