/* The menu beside a page, where there is room for it. It is a file of its own for each folder, not a part of each page. */
"use strict";

(function (archive) {
  const { element } = archive;
  const place = document.getElementById("site-navigation");
  const name = document.documentElement.dataset.menu;

  /** A list of pages and folders: address, title, language where it is another, and what stands below. */
  function list(entries) {
    return element("ul", {}, ...entries.map(function ([path, title, language, below]) {
      const address = archive.address(path, "");
      const link = element("a", Object.assign({ href: address }, language ? { lang: language, hreflang: language } : {}), title);
      if (link.href === location.href.split("#")[0]) link.setAttribute("aria-current", "page");
      return element("li", {}, link, ...(below.length ? [list(below)] : []));
    }));
  }

  if (name && window.matchMedia("(min-width: 60rem)").matches) {
    archive.load(name).then(function (entries) {
      place.setAttribute("aria-label", archive.says.pages);
      place.className = "ui-menu";
      place.replaceChildren(list(entries));
    }, function () {}); // the way up stays where it is
  }
})(OfflineArchive);
