/* The reader's script beside the search: buttons that copy an address or a line to cite by.
 *
 * Nothing is stored, nothing is sent.
 */
"use strict";

(function (archive) {
  const panel = document.getElementById("site-search");
  const announcer = document.createElement("p");
  announcer.className = "ui-announcer";
  announcer.setAttribute("role", "status");
  announcer.lang = panel.lang || document.documentElement.lang;
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

  /** Give what can be copied in a part of the page its buttons. */
  archive.dress = function (part) {
    part.querySelectorAll("span.address, span.ui-copied").forEach(copyable);
  };

  if (!document.documentElement.dataset.single) archive.dress(document);
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
})(OfflineArchive);
