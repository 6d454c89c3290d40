/* The reader's script beside the search: buttons that copy an address, and the line by which a paragraph is cited.
 *
 * Nothing is stored, nothing is sent.
 */
"use strict";

(function (archive) {
  const announcer = document.createElement("p");
  announcer.className = "ui-announcer";
  announcer.setAttribute("role", "status");
  document.body.append(announcer);

  /** Put a button beside `text` that copies it. */
  function copyable(text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ui-copy";
    function name(word) {
      button.textContent = word;
      button.setAttribute("aria-label", word + ": " + text.textContent);
    }
    name(archive.says.copy);
    button.addEventListener("click", function () {
      copy(text).then(function (done) {
        name(done ? archive.says.copied : archive.says.select);
        announcer.lang = archive.says.lang || document.documentElement.lang;
        announcer.textContent = button.textContent;
        setTimeout(function () {
          name(archive.says.copy);
          announcer.textContent = "";
        }, 2000);
      });
    });
    text.after(" ", button);
  }

  /** Give what can be copied in a part of the page its buttons, and the marks of paragraphs their name. */
  archive.dress = function (part) {
    part.querySelectorAll("span.address, span.ui-copied").forEach(copyable);
    part.querySelectorAll("a.ui-p").forEach((mark) => mark.setAttribute("aria-label", archive.says.cite));
  };

  /** Let the line by which the page is cited name a paragraph, whose mark this is. */
  function cite(mark) {
    const line = mark && mark.closest("main").querySelector(".ui-copied");
    if (!line) return;
    const kept = mark.nextElementSibling; // an edition in one file has other addresses, and keeps these
    const id = kept && kept.matches(".ui-cite") ? kept.textContent : decodeURIComponent(mark.hash);
    const [number, address] = line.querySelectorAll("span");
    number.textContent = ", \u00b6 " + id.replace(/^#(?:p-)?/, "");
    address.textContent = id;
  }

  function citeTarget() {
    const target = document.querySelector(".ui-text :target");
    if (target) cite(target.querySelector("a.ui-p"));
  }

  if (!document.documentElement.dataset.single) archive.dress(document);
  document.addEventListener("click", function (event) {
    cite(event.target instanceof Element && event.target.closest("a.ui-p"));
  });
  window.addEventListener("hashchange", citeTarget);
  window.addEventListener("load", citeTarget); // which element the address names is settled late

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
})(OfflineArchive);
