/* The search of an offline archive: the box, made here because it does nothing without scripts.
 *
 * Its words come with the scripts, for each language of the archive.
 */
"use strict";

(function (archive) {
  const { element } = archive;
  const worded = []; // texts that follow the language of the page, each with the name of its words

  function text(word) {
    const made = document.createTextNode("");
    worded.push([made, word]);
    return made;
  }

  function choice(facet) {
    return element("label", {}, text(facet), " ", element("select", { "data-facet": facet, autocomplete: "off" }));
  }

  const panel = element("div", { class: "ui-search", id: "site-search", role: "search" },
    element("div", { class: "ui-box" },
      element("label", { for: "search-input" }, text("search")),
      element("input", {
        id: "search-input", type: "search", dir: "auto", autocomplete: "off", autocorrect: "off", autocapitalize: "off",
        spellcheck: "false", maxlength: "300", "aria-controls": "search-results",
      })),
    element("p", { class: "ui-search-status", id: "search-status" }), // what is seen
    element("p", { class: "ui-announcer", id: "search-said", role: "status" }), // what is heard
    element("details", { class: "ui-found-filters", id: "search-filters", hidden: "" },
      element("summary", {}, text("narrow"), element("span", {})), choice("kind"), choice("language"), choice("year")),
    element("ol", { class: "ui-search-results", id: "search-results" }),
    element("button", { class: "ui-found-more", id: "search-more", type: "button", hidden: "" }, text("more")));

  /** The languages of the archive, in order. */
  archive.languages = Object.keys(archive.words);

  /** Take over the words of a language of the archive. */
  archive.speak = function (language) {
    const says = archive.says = archive.words[language] || archive.words[archive.languages[0]];
    for (const [name, value] of [["lang", says.lang], ["dir", says.lang && "ltr"]]) {
      if (value) panel.setAttribute(name, value);
      else panel.removeAttribute(name);
    }
    for (const [made, word] of worded) made.data = says[word];
  };

  archive.speak(document.documentElement.lang);
  document.querySelector(".ui-header").append(panel);
})(OfflineArchive);
