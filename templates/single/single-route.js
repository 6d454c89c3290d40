/* An edition in one file: one page is shown at a time, and which one is known to this script alone.
 *
 * - No address and no title changes, so that neither the address bar nor the history tells what was read.
 * - Without scripts the style sheet shows the page that the address names: the links are plain links.
 */
"use strict";

(function (archive) {
  const root = document.documentElement;
  const panel = document.getElementById("site-search");
  const pages = new Map();
  const elsewhere = JSON.parse(document.getElementById("elsewhere").textContent);
  const visited = []; // what "back" leads to: ids, and how far down each was read
  const dressed = new Set();
  let shown = null;
  let edition = null;
  let current = "";

  for (const one of document.querySelectorAll("main[data-path]")) pages.set(one.dataset.path, one);

  /** Where a page, or a section of it, is found from here. */
  archive.address = function (path, anchor) {
    const one = pages.get(path);
    const address = one ? "#" + one.id : elsewhere[path] || "#";
    return anchor && address.includes("#") ? address + "-" + archive.fnv(anchor) : address;
  };

  /** Show what has this id. */
  function show(id) {
    const target = document.getElementById(id);
    const one = target && target.closest(".ui-one");
    if (!target) return false;
    if (one) {
      if (shown) shown.classList.remove("ui-shown");
      one.classList.add("ui-shown");
      shown = one;
      speak(one.closest(".ui-edition"));
      for (const link of edition.querySelectorAll(".ui-menu a")) {
        if (link.getAttribute("href") === "#" + one.id) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
      if (!dressed.has(one)) archive.dress(one);
      dressed.add(one);
    }
    document.querySelectorAll(".ui-target").forEach((marked) => marked.classList.remove("ui-target"));
    if (target === one) {
      window.scrollTo(0, 0);
    } else {
      for (let box = target.parentElement.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      target.classList.add("ui-target");
      target.scrollIntoView();
    }
    if (target === one || target.tabIndex >= 0 || target.hasAttribute("tabindex")) target.focus({ preventScroll: true });
    return true;
  }

  /** Take over the language of a part of the archive: of the page, and of the words about the search. */
  function speak(next) {
    if (next === edition) return;
    if (edition) edition.classList.remove("ui-shown");
    edition = next;
    edition.classList.add("ui-shown");
    root.lang = edition.lang;
    root.dir = edition.dir;
    edition.querySelector(".ui-header").append(panel);
    archive.speak(edition.lang);
  }

  function go(id) {
    const before = [current, window.scrollY];
    if (!show(id)) return;
    if (current && id !== current && document.getElementById(id).closest(".ui-one")) visited.push(before);
    if (document.getElementById(id).closest(".ui-one")) current = id;
    archive.clear();
    offer();
  }

  function back() {
    const last = visited.pop();
    if (!last) return;
    current = last[0];
    show(last[0]);
    window.scrollTo(0, last[1]);
    archive.clear();
    offer();
  }

  function offer() {
    for (const button of document.querySelectorAll(".ui-back")) button.hidden = !visited.length;
  }

  /** A link was followed, with whatever button or key: a new window would tell the history what it shows. */
  function follow(event) {
    const link = event.target instanceof Element && event.target.closest("a");
    const address = link ? link.getAttribute("href") : "";
    if (event.button > 1 || !address || !address.startsWith("#")) return;
    event.preventDefault();
    go(address.slice(1));
  }

  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element && event.target.closest("button");
    if (button && button.matches(".ui-back")) back();
    else if (button && button.matches(".ui-skip")) shown.focus();
    else follow(event);
  });
  document.addEventListener("auxclick", follow);
  document.addEventListener("keydown", function (event) {
    if (!event.altKey || event.key !== "ArrowLeft" || !visited.length) return;
    event.preventDefault();
    back();
  });
  window.addEventListener("hashchange", function () {
    if (location.hash) go(location.hash.slice(1));
  });

  root.classList.add("ui-routed");
  if (!location.hash || !show(location.hash.slice(1))) show(document.querySelector(".ui-one.ui-first").id);
  current = location.hash ? location.hash.slice(1) : shown.id;
})(OfflineArchive);
