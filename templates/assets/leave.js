/* To leave at once: the link, or Shift pressed three times, shows another page in place of this one.
 *
 * The page is emptied first, so that a slow device does not show it while the other is read. Nothing is stored. In an
 * edition of one file the other page is a part of it.
 */
"use strict";

(function () {
  const TIMES = 3;
  const WITHIN = 5000; // milliseconds
  const links = [...document.querySelectorAll("a.ui-leave")]; // one for each language
  const said = document.createElement("p");
  let pressed = 0;
  let alone = false; // whether nothing else was pressed with the key
  let forgetting = 0;

  const shown = () => links.find((link) => link.offsetParent !== null || link.getClientRects().length) || links[0];

  function leave() {
    const link = shown();
    const address = link.href;
    const inside = link.getAttribute("href").startsWith("#") && document.getElementById(link.hash.slice(1));
    document.title = inside ? inside.dataset.title : "";
    document.body.replaceChildren(...(inside ? [inside] : []));
    if (inside) {
      document.documentElement.className = "ui-left";
      return;
    }
    window.location.replace(address); // in place of this page: "back" leads to what was before it
  }

  function forget() {
    clearTimeout(forgetting);
    pressed = 0;
    said.textContent = "";
  }

  said.className = "ui-announcer";
  said.setAttribute("role", "status");
  document.body.append(said);
  for (const link of links) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      event.stopPropagation();
      leave();
    });
  }
  document.addEventListener("keydown", function (event) {
    alone = event.key === "Shift" && !event.repeat;
    if (event.key !== "Shift") forget();
  }, true);
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift" || !alone) return;
    pressed++;
    if (pressed >= TIMES) return leave();
    const { says } = window.OfflineArchive; // the scripts after this one have them
    said.lang = says.lang || document.documentElement.lang;
    said.textContent = pressed === 1 ? says.twice : says.once;
    clearTimeout(forgetting);
    forgetting = setTimeout(forget, WITHIN);
  }, true);
})();
